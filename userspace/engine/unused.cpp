// SPDX-License-Identifier: Apache-2.0
#include "engine/unused.h"

#include <set>

#include "condition/parser.h"

namespace overboard::engine {
namespace {

// The names that conditions, lists and exceptions mention.
class Uses {
public:
    explicit Uses(const Definitions& definitions) : definitions_(definitions) {
        for (const auto& rule : definitions.rules) {
            condition(rule.condition);
            for (const auto& one : rule.exceptions)
                for (const auto& tuple : one.values)
                    for (const auto& words : tuple) values(words);
        }
        for (const auto& [name, macro] : definitions.macros) condition(macro.condition);
        for (const auto& [name, list] : definitions.lists) items(name, list);
    }

    bool macro(const std::string& name) const { return macros_.contains(name); }
    bool list(const std::string& name) const { return lists_.contains(name); }

private:
    void condition(std::uint32_t source) {
        condition::Faults faults;
        const auto tree = condition::parse(definitions_.sources.text(source), source, faults);
        for (const auto& node : tree.nodes) {
            if (node.kind == condition::Node::Kind::name) macros_.insert(node.name.text);
            values(node.values);
        }
    }

    void values(const std::vector<condition::Word>& words) {
        for (const auto& word : words)
            if (!word.quoted) lists_.insert(word.text);
    }

    // A list that names itself is not used for that.
    void items(const std::string& name, const ListDefinition& list) {
        for (const auto& word : list.items)
            if (!word.quoted && word.text != name) lists_.insert(word.text);
    }

    const Definitions& definitions_;
    std::set<std::string, std::less<>> macros_, lists_;
};

void note(Diagnostic at, std::string message, std::string hint, std::vector<Diagnostic>& diagnostics) {
    at.severity = Diagnostic::Severity::note;
    at.message = std::move(message);
    at.hint = std::move(hint);
    diagnostics.push_back(std::move(at));
}

}  // namespace

void add_notes(const Definitions& definitions, const condition::Scope&, std::vector<Diagnostic>& diagnostics) {
    const Uses uses{definitions};
    for (const auto& [name, macro] : definitions.macros) {
        if (!uses.macro(name)) note(macro.at, "nothing uses the macro '" + name + "'", "", diagnostics);
        if (fields::find(name))
            note(macro.at, "the macro '" + name + "' hides the field of that name", "call it otherwise", diagnostics);
    }
    for (const auto& [name, list] : definitions.lists)
        if (!uses.list(name)) note(list.at, "nothing uses the list '" + name + "'", "", diagnostics);
    diagnostics.insert(diagnostics.end(), definitions.replaced.begin(), definitions.replaced.end());
}

}  // namespace overboard::engine
