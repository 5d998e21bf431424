// SPDX-License-Identifier: Apache-2.0
#include "condition/program.h"

namespace overboard::condition {

// Emits backwards: the steps that follow are there before the step that leads to them.
class Compiler {
public:
    Compiler(const Scope& scope, Faults& faults) : scope_(scope), faults_(faults) {}

    std::optional<Program> run(const Tree& tree) {
        const auto entry = emit(tree, tree.root, Program::accept, Program::reject);
        if (failed_) return {};
        program_.entry_ = entry;
        return std::move(program_);
    }

private:
    using Target = std::uint32_t;

    Target fail(const Span& at, std::string message, std::string hint) {
        if (!failed_) faults_.push_back({at, std::move(message), std::move(hint)});
        failed_ = true;
        return Program::reject;
    }

    // Recursion is bounded: max_depth per tree, and macros on the stack are all different and at most as many.
    Target emit(const Tree& tree, std::uint32_t index, Target yes, Target no) {
        if (failed_) return Program::reject;
        const Node& node = tree.nodes[index];
        switch (node.kind) {
            case Node::Kind::all:
                return chain(tree, node, yes, no, true);
            case Node::Kind::any:
                return chain(tree, node, yes, no, false);
            case Node::Kind::negation:
                return emit(tree, node.children[0], no, yes);
            default:
                if (!node.predicate) return expand(node, yes, no);
                if (const auto outcome = node.predicate->constant) return *outcome ? yes : no;
                return step(node, yes, no);
        }
    }

    Target chain(const Tree& tree, const Node& node, Target yes, Target no, bool all) {
        Target next = all ? yes : no;
        for (auto child = node.children.rbegin(); child != node.children.rend(); ++child)
            next = all ? emit(tree, *child, next, no) : emit(tree, *child, yes, next);
        return next;
    }

    Target step(const Node& node, Target yes, Target no) {
        if (program_.steps_.size() >= max_steps)
            return fail(node.at, "the condition grows past " + std::to_string(max_steps) + " comparisons",
                        "its macros use each other too often");
        program_.steps_.push_back({node.predicate, yes, no});
        return static_cast<Target>(program_.steps_.size() - 1);
    }

    Target expand(const Node& node, Target yes, Target no) {
        const auto found = scope_.macros.find(node.name.text);
        if (found == scope_.macros.end() || !found->second.usable) {
            failed_ = true;  // told when the macro was checked
            return Program::reject;
        }
        for (const auto* open : open_)
            if (open == &found->second) return fail(node.at, "the macro '" + node.name.text + "' refers to itself", "");
        if (open_.size() >= kMaxMacros)
            return fail(node.at, "macros use each other more than " + std::to_string(kMaxMacros) + " levels deep", "");
        open_.push_back(&found->second);
        const Target entry = emit(found->second, found->second.root, yes, no);
        open_.pop_back();
        return entry;
    }

    static constexpr std::size_t kMaxMacros = 64;
    const Scope& scope_;
    Faults& faults_;
    Program program_;
    std::vector<const Tree*> open_;
    bool failed_ = false;
};

bool Program::run(fields::Context& context) const {
    const auto nothing = [](const Predicate&, const fields::Value&) {};
    return walk(context, nothing);
}

std::optional<Program> compile(const Tree& tree, const Scope& scope, Faults& faults) {
    if (!tree.usable) return {};
    return Compiler{scope, faults}.run(tree);
}

}  // namespace overboard::condition
