// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <utility>

#include "condition/ast.h"
#include "condition/scope.h"

namespace overboard::condition {

// Tells visit(node, negated) of every test and every name in a tree and in the macros it uses, each macro once for
// either sign. negated: an odd number of `not`s stands above it.
template <class Visit>
class Walk {
public:
    Walk(const Scope& scope, Visit visit) : scope_(scope), visit_(std::move(visit)) {}

    void operator()(const Tree& tree, std::uint32_t index, bool negated) {
        const Node& node = tree.nodes[index];
        if (node.kind == Node::Kind::negation) negated = !negated;
        if (node.children.empty()) {
            visit_(node, negated);
            macro(node, negated);
        }
        for (const auto child : node.children) (*this)(tree, child, negated);
    }

private:
    void macro(const Node& node, bool negated) {
        if (node.kind != Node::Kind::name || node.predicate) return;
        const auto found = scope_.macros.find(node.name.text);
        if (found == scope_.macros.end() || !found->second.usable) return;
        if (seen_.emplace(&found->second, negated).second) (*this)(found->second, found->second.root, negated);
    }

    const Scope& scope_;
    Visit visit_;
    std::set<std::pair<const Tree*, bool>> seen_;
};

// tree is usable.
template <class Visit>
void walk(const Tree& tree, const Scope& scope, Visit visit) {
    Walk<Visit>{scope, std::move(visit)}(tree, tree.root, false);
}

}  // namespace overboard::condition
