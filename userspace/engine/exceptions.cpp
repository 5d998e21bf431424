// SPDX-License-Identifier: Apache-2.0
#include "engine/exceptions.h"

#include <algorithm>

#include "condition/parser.h"
#include "condition/walk.h"
#include "engine/definitions.h"

namespace overboard::engine {
namespace {

using condition::Node;
using condition::Tree;

std::uint32_t add(Tree& tree, Node node) {
    tree.nodes.push_back(std::move(node));
    return static_cast<std::uint32_t>(tree.nodes.size() - 1);
}

// One node for one child, else all of them under a new one.
std::uint32_t join(Tree& tree, Node::Kind kind, std::vector<std::uint32_t> children) {
    if (children.size() == 1) return children[0];
    Node node;
    node.kind = kind;
    node.at = tree.nodes[children[0]].at;
    node.children = std::move(children);
    return add(tree, std::move(node));
}

class Adder {
public:
    Adder(const Sources& sources, Tree& tree, condition::Faults& faults)
        : sources_(sources), tree_(tree), faults_(faults) {}

    void exception(const ExceptionDefinition& one) {
        for (const auto& tuple : one.values) {
            std::vector<std::uint32_t> tests;
            for (std::size_t i = 0; i < tuple.size(); ++i) comparison(one.fields[i], one.comps[i], tuple[i], tests);
            if (!tests.empty()) found_.push_back(join(tree_, Node::Kind::all, std::move(tests)));
        }
    }

    void finish() {
        if (found_.empty()) return;
        Node none;
        none.kind = Node::Kind::negation;
        none.children = {join(tree_, Node::Kind::any, std::move(found_))};
        none.at = tree_.nodes[none.children[0]].at;
        tree_.root = join(tree_, Node::Kind::all, {tree_.root, add(tree_, std::move(none))});
    }

private:
    // The field may be whatever stands left in a condition: it is read as one.
    void comparison(std::uint32_t field, const condition::Operator* op, const std::vector<condition::Word>& values,
                    std::vector<std::uint32_t>& tests) {
        const auto text = sources_.text(field) + " exists";
        condition::Faults inside;
        const Tree left = condition::parse(text, field, inside);
        if (!left.usable || left.nodes[left.root].kind != Node::Kind::test) {
            const auto length = static_cast<std::uint32_t>(sources_.text(field).size());
            faults_.push_back({{field, 0, length}, "'" + sources_.text(field) + "' is no field", ""});
            tree_.usable = false;
            return;
        }
        Node node = left.nodes[left.root];
        node.op = op;
        node.values = values;
        node.at = node.left ? node.left->at : node.name.at;
        tests.push_back(add(tree_, std::move(node)));
    }

    const Sources& sources_;
    Tree& tree_;
    condition::Faults& faults_;
    std::vector<std::uint32_t> found_;
};

// What an exception rests on.
struct Ground {
    std::vector<const fields::Field*> fields;
    bool writable() const {
        return !fields.empty() && std::all_of(fields.begin(), fields.end(), [](const auto* f) { return f->writable; });
    }
};

Ground ground_of(const Tree& tree, std::uint32_t index, const condition::Scope& scope) {
    Ground out;
    const auto take = [&](const Node& node, bool) {
        if (!node.predicate) return;
        for (const auto* field : fields_of(*node.predicate))
            if (!field->name.starts_with("evt.")) out.fields.push_back(field);
    };
    condition::Walk<decltype(take)>{scope, take}(tree, index, false);
    return out;
}

class Warner {
public:
    Warner(const Sources& sources, const condition::Scope& scope, condition::Faults& faults)
        : sources_(sources), scope_(scope), faults_(faults) {}

    // Down through the conjunction to every 'not'.
    void look(const Tree& tree, std::uint32_t index) {
        const Node& node = tree.nodes[index];
        if (node.kind == Node::Kind::all)
            for (const auto child : node.children) look(tree, child);
        if (node.kind == Node::Kind::negation) exception(tree, node.children[0]);
    }

private:
    void exception(const Tree& tree, std::uint32_t index) {
        const Node& node = tree.nodes[index];
        if (node.kind == Node::Kind::any) {
            for (const auto child : node.children) exception(tree, child);
            return;
        }
        const auto place = sources_.later(node.at) ? node.at : later_macro(node);
        if (!place.length) return;
        const auto ground = ground_of(tree, index, scope_);
        if (ground.writable()) warn(place, *ground.fields[0]);
    }

    // A macro of the shipped files that a user's file gave a meaning is that user's exception.
    condition::Span later_macro(const Node& node) const {
        const auto found = scope_.macros.find(node.name.text);
        if (node.kind != Node::Kind::name || found == scope_.macros.end() || !found->second.usable) return {};
        const auto at = found->second.nodes[found->second.root].at;
        return sources_.later(at) ? at : condition::Span{};
    }

    void warn(const condition::Span& at, const fields::Field& field) {
        faults_.push_back({at,
                           "this exception rests on " + std::string{field.name} +
                               ", which the process that is judged chooses itself: whoever attacks can have it",
                           "add container.image.repository, container.image.digest, k8s.ns.name, k8s.pod.label[...], "
                           "proc.exe_sha256, or proc.exe_ino with proc.exe_dev",
                           true});
    }

    const Sources& sources_;
    const condition::Scope& scope_;
    condition::Faults& faults_;
};

}  // namespace

void add_exceptions(const RuleDefinition& rule, const Sources& sources, Tree& tree, condition::Faults& faults) {
    if (!tree.usable) return;
    Adder adder{sources, tree, faults};
    for (const auto& one : rule.exceptions) adder.exception(one);
    adder.finish();
}

void warn_of_writable(const RuleDefinition&, const Sources& sources, const Tree& tree, const condition::Scope& scope,
                      condition::Faults& faults) {
    if (tree.usable) Warner{sources, scope, faults}.look(tree, tree.root);
}

}  // namespace overboard::engine
