// SPDX-License-Identifier: Apache-2.0
#include "condition/check.h"

#include "base/near.h"
#include "condition/operand.h"

namespace overboard::condition {
namespace {

constexpr int kMaxArgument = 1000;

std::string operators_for(fields::Type type) {
    std::string out;
    for (const auto& one : operators())
        if (one.on(type) && one.name != "==") out += (out.empty() ? "" : " ") + std::string{one.name};
    return out;
}

class Checker {
public:
    Checker(const Scope& scope, Faults& faults) : scope_(scope), faults_(faults) {}

    bool check(Node& node) {
        if (node.kind == Node::Kind::test) return test(node);
        if (node.kind == Node::Kind::name) return name(node);
        return true;
    }

private:
    bool fail(const Span& at, std::string message, std::string hint) {
        faults_.push_back({at, std::move(message), std::move(hint)});
        return false;
    }

    bool unknown(const Word& name) {
        base::Nearest best{name.text};
        for (const auto& field : fields::all()) best.offer(field.name);
        for (const auto& [macro, tree] : scope_.macros) best.offer(macro);
        const bool field = name.text.find('.') != name.text.npos;
        return fail(name.at, (field ? "unknown field '" : "unknown macro '") + name.text + "'",
                    std::string{best.name()});
    }

    // A macro is looked for first: Falco's files define `container` themselves.
    bool name(Node& node) {
        if (scope_.macros.contains(node.name.text)) return true;
        const auto* field = fields::find(node.name.text);
        if (!field) return unknown(node.name);
        if (field->type != fields::Type::boolean)
            return fail(node.name.at, "'" + node.name.text + "' is " + article(field->type) + " and needs an operator",
                        operators_for(field->type));
        auto predicate = std::make_shared<Predicate>();
        predicate->field = field;
        predicate->at = node.at;
        node.predicate = std::move(predicate);
        return true;
    }

    bool test(Node& node) {
        const auto* field = fields::find(node.name.text);
        if (!field) return scope_.macros.contains(node.name.text) ? compared_macro(node) : unknown(node.name);
        auto predicate = std::make_shared<Predicate>();
        predicate->field = field;
        predicate->at = node.at;
        if (!argument(node, *predicate)) return false;
        if (!node.op)
            return fail(node.at, "'" + field_text(*predicate) + "' needs an operator", operators_for(field->type));
        predicate->op = node.op->op;
        if (!node.op->on(field->type))
            return fail(node.at,
                        "'" + std::string{node.op->name} + "' does not apply to " + std::string{field->name} + ", " +
                            article(field->type),
                        "use one of: " + operators_for(field->type));
        if (!read_operand(node, scope_, *predicate, faults_)) return false;
        node.predicate = std::move(predicate);
        return true;
    }

    bool compared_macro(const Node& node) {
        return fail(node.at, "'" + node.name.text + "' is a macro and cannot be compared", node.name.text);
    }

    bool argument(const Node& node, Predicate& predicate) {
        if (node.argument.text.empty()) return true;
        if (!predicate.field->takes_argument)
            return fail(node.argument.at, node.name.text + " takes no argument", node.name.text);
        const auto n = parse_number(node.argument.text);
        if (!n || *n < 0 || *n > kMaxArgument)
            return fail(node.argument.at, "'" + node.argument.text + "' is no index of " + node.name.text,
                        node.name.text + "[1]");
        predicate.argument = static_cast<int>(*n);
        return true;
    }

    static std::string article(fields::Type type) { return std::string{"a "} + fields::type_name(type) + " field"; }

    const Scope& scope_;
    Faults& faults_;
};

}  // namespace

void check(Tree& tree, const Scope& scope, Faults& faults) {
    Checker checker{scope, faults};
    for (auto& node : tree.nodes)
        if (!checker.check(node)) tree.usable = false;
}

}  // namespace overboard::condition
