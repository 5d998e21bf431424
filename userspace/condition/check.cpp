// SPDX-License-Identifier: Apache-2.0
#include "condition/check.h"

#include <algorithm>

#include "base/near.h"
#include "condition/constant.h"
#include "condition/operand.h"
#include "condition/resolve.h"

namespace overboard::condition {
namespace {

std::string operators_for(fields::Type type) {
    std::string out;
    for (const auto& one : operators())
        if (one.on(type) && one.name != "==") out += (out.empty() ? "" : " ") + std::string{one.name};
    return out;
}

std::string operators_of_lists() {
    std::string out;
    for (const auto& one : operators())
        if (one.takes == Takes::several) out += (out.empty() ? "" : " ") + std::string{one.name};
    return out;
}

class Checker {
public:
    // alone: the comparison is the whole condition. One that is never true is meant so then ("never: evt.num = 0").
    Checker(const Scope& scope, bool alone, Faults& faults) : scope_(scope), alone_(alone), faults_(faults) {}

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

    // A macro is looked for first: Falco's files define `container` themselves.
    bool name(Node& node) {
        if (scope_.macros.contains(node.name.text)) return true;
        const auto* field = fields::find(node.name.text);
        if (!field) return unknown_name(node.name, scope_, faults_);
        if (field->type != fields::Type::boolean)
            return fail(node.name.at, "'" + node.name.text + "' is " + article(field->type) + " and needs an operator",
                        operators_for(field->type));
        auto predicate = std::make_shared<Predicate>();
        predicate->field = field;
        predicate->kinds = field->kinds;
        predicate->at = node.at;
        predicate->constant = constant(*predicate);
        node.predicate = std::move(predicate);
        return true;
    }

    bool test(Node& node) {
        auto predicate = std::make_shared<Predicate>();
        predicate->at = node.at;
        if (!left_side(node, *predicate)) return false;
        if (predicate->field->name.ends_with('*')) return of_a_plugin(node, *predicate);
        if (!node.op)
            return fail(node.at, "'" + field_text(*predicate) + "' needs an operator", operators_for(predicate->type));
        predicate->op = node.op->op;
        if (!node.op->on(predicate->type))
            return fail(node.at,
                        "'" + std::string{node.op->name} + "' does not apply to " + field_text(*predicate) + ", " +
                            article(predicate->type),
                        "use one of: " + operators_for(predicate->type));
        if (!node.right && !read_operand(node, scope_, *predicate, faults_)) return false;
        if (!event_types_exist(node, *predicate)) return false;
        predicate->constant = constant(*predicate);
        if (!alone_) warn_of_impossible(*predicate);
        node.predicate = std::move(predicate);
        return true;
    }

    // Its type is not known here: whatever is asked of it, the answer is no.
    static bool of_a_plugin(Node& node, Predicate& predicate) {
        predicate.constant = false;
        node.predicate = std::make_shared<const Predicate>(std::move(predicate));
        return true;
    }

    bool event_types_exist(const Node& node, const Predicate& predicate) {
        const bool named = predicate.op == Op::eq || predicate.op == Op::ne || predicate.op == Op::in;
        if (!named || !predicate.plain() || predicate.field->name != "evt.type") return true;
        bool good = true;
        for (const auto& name : predicate.texts)
            if (!fields::find_event_type(name)) good = unknown_event(node, name);
        return good;
    }

    bool unknown_event(const Node& node, const std::string& name) {
        const auto word =
            std::find_if(node.values.begin(), node.values.end(), [&](const Word& one) { return one.text == name; });
        base::Nearest best{name};
        for (const auto& type : fields::event_types()) best.offer(type.name);
        return fail(word == node.values.end() ? node.at : word->at, "there is no event '" + name + "'",
                    std::string{best.name()});
    }

    void warn_of_impossible(const Predicate& predicate) {
        auto found = impossible(predicate);
        if (!found.message.empty())
            faults_.push_back({predicate.at, std::move(found.message), std::move(found.hint), true});
    }

    // Sets what the predicate reads. A plain field with a number in [ ] or nothing is the fast way.
    bool left_side(const Node& node, Predicate& predicate) {
        Expression left;
        const bool good = node.left ? resolve(*node.left, scope_, left, faults_)
                                    : resolve_field(node.name, node.argument, scope_, left, faults_);
        if (!good) return false;
        if (node.left && left.function->name == "val")
            return fail(node.left->at, "'val' stands right of an operator only", "write the field alone");
        predicate.field = left.first_field();
        predicate.argument = left.argument;
        predicate.type = left.type;
        predicate.kinds = left.kinds();
        if (node.left || node.right || !left.text.empty()) return computed(node, std::move(left), predicate);
        return true;
    }

    bool computed(const Node& node, Expression left, Predicate& predicate) {
        Computed out{std::move(left), {}};
        if (!out.left.first_field())
            return fail(node.at, "there is no field in this comparison", "name one on its left");
        // What is worked out shows addresses as text.
        if (predicate.type == fields::Type::address) predicate.type = fields::Type::text;
        if (node.right && !right_side(node, out, predicate)) return false;
        predicate.computed = std::make_shared<const Computed>(std::move(out));
        return true;
    }

    bool right_side(const Node& node, Computed& out, Predicate& predicate) {
        Expression right;
        if (!resolve(*node.right, scope_, right, faults_)) return false;
        const std::string_view name = node.op->name;
        if (node.op->literal)
            return fail(node.right->at, "'" + std::string{name} + "' takes a value, nothing that is worked out", "");
        if (!comparable(predicate.type, right.type))
            return fail(node.right->at,
                        "'" + expression_text(right) + "' is " + article(right.type) + ", and " +
                            expression_text(out.left) + " is " + article(predicate.type),
                        "compare like with like");
        if (right.type == fields::Type::list && node.op->takes != Takes::several)
            return fail(node.right->at,
                        "'" + expression_text(right) + "' is a list, and '" + std::string{name} + "' takes one value",
                        "use one of: " + operators_of_lists() + "; or one text: an item, join(\",\", ...) of all");
        predicate.kinds &= right.kinds();
        out.right = std::move(right);
        return true;
    }

    static bool comparable(fields::Type a, fields::Type b) {
        const auto kind = [](fields::Type t) {
            return t == fields::Type::boolean || t == fields::Type::number ? t : fields::Type::text;
        };
        return kind(a) == kind(b);
    }

    static std::string article(fields::Type type) { return std::string{"a "} + fields::type_name(type) + " field"; }

    const Scope& scope_;
    const bool alone_;
    Faults& faults_;
};

}  // namespace

void check(Tree& tree, const Scope& scope, Faults& faults) {
    Checker checker{scope, tree.nodes.size() == 1, faults};
    for (auto& node : tree.nodes)
        if (!checker.check(node)) tree.usable = false;
}

}  // namespace overboard::condition
