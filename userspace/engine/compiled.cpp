// SPDX-License-Identifier: Apache-2.0
#include "engine/compiled.h"

#include <algorithm>
#include <set>

#include "base/near.h"
#include "condition/check.h"
#include "condition/constant.h"
#include "condition/contradictions.h"
#include "condition/parser.h"
#include "condition/printer.h"
#include "condition/walk.h"
#include "engine/unused.h"

namespace overboard::engine {
namespace {

using condition::Faults;
using condition::Scope;
using condition::Tree;
using condition::Word;

constexpr std::size_t kMaxItems = 100'000;

// Lists inside lists, replaced by their items.
class Flattener {
public:
    Flattener(const Definitions& definitions, Faults& faults) : definitions_(definitions), faults_(faults) {}

    std::vector<Word> flatten(const std::string& name) {
        std::vector<Word> out;
        open_ = {name};
        append(definitions_.lists.find(name)->second, out);
        return out;
    }

private:
    void append(const ListDefinition& list, std::vector<Word>& out) {
        for (const auto& item : list.items) {
            const auto inner = item.quoted ? definitions_.lists.end() : definitions_.lists.find(item.text);
            if (inner == definitions_.lists.end() || inner->first == open_.back() || open_.size() > 32)
                out.push_back(item);
            else if (!enter(item, inner->first))
                continue;
            else {
                append(inner->second, out);
                open_.pop_back();
            }
            if (out.size() > kMaxItems) return full(item);
        }
    }

    bool enter(const Word& item, const std::string& name) {
        for (const auto& one : open_)
            if (one == name) {
                faults_.push_back({item.at, "the list '" + name + "' contains itself", "", false});
                return false;
            }
        open_.push_back(name);
        return true;
    }

    void full(const Word& item) {
        if (!full_) faults_.push_back({item.at, "a list grows past 100000 items", "", false});
        full_ = true;
    }

    const Definitions& definitions_;
    Faults& faults_;
    std::vector<std::string> open_;
    bool full_ = false;
};

Scope make_scope(const Definitions& definitions, Faults& faults) {
    Scope scope;
    Flattener flattener{definitions, faults};
    for (const auto& [name, list] : definitions.lists) scope.lists[name] = flattener.flatten(name);
    for (const auto& [name, macro] : definitions.macros)
        scope.macros[name] = condition::parse(definitions.sources.text(macro.condition), macro.condition, faults);
    for (auto& [name, tree] : scope.macros)
        if (tree.usable) condition::check(tree, scope, faults);
    // Each is compiled on its own, so that one that refers to itself is told even if no rule uses it.
    for (auto& [name, tree] : scope.macros)
        if (tree.usable && !condition::compile(tree, scope, faults)) tree.usable = false;
    for (auto& [name, tree] : scope.macros)
        if (tree.usable) condition::find_contradictions(tree, scope, faults);
    return scope;
}

// A field that this version does not have, in a rule that says it may be so: told as a warning, and the rule stays
// without a condition that could be true.
bool forgive_unknown(const RuleDefinition& definition, Faults& faults, Rule& rule) {
    if (!definition.skip_unknown || faults.empty()) return false;
    const auto unknown = [](const condition::Fault& one) {
        return one.warning || one.message.starts_with("unknown field");
    };
    if (!std::all_of(faults.begin(), faults.end(), unknown)) return false;
    for (auto& one : faults) {
        one.warning = true;
        rule.observability.reasons.push_back(one.message);
    }
    rule.observability.state = Observability::State::never;
    return true;
}

void observe(const RuleDefinition& definition, const Tree& tree, const Scope& scope, const CompiledRule& compiled,
             Rule& rule, Faults& faults) {
    rule.observability = observability_of(tree, scope, compiled.program);
    if (rule.source != "syscall") {
        rule.observability.state = Observability::State::never;
        rule.observability.reasons = {"source " + rule.source + ": the only source of events here is the kernel"};
    }
    const auto& root = tree.nodes[tree.root];
    bool meant = root.predicate && root.predicate->constant;  // nothing else stands there
    condition::walk(tree, scope, [&](const condition::Node& node, bool) {
        meant = meant || (node.predicate && waits_for_items(*node.predicate));
    });
    if (meant) return;
    const bool told = std::any_of(faults.begin(), faults.end(), [](auto& one) { return one.warning; });
    if (told || rule.observability.state != Observability::State::whole || rule.observability.kinds) return;
    faults.push_back({{definition.condition, 0, 1}, "no event can make this condition true", "", true});
}

CompiledRule compile_rule(const RuleDefinition& definition, const Definitions& definitions, const Scope& scope,
                          Rule& rule, Faults& all) {
    CompiledRule out;
    Faults faults;
    auto tree = condition::parse(definitions.sources.text(definition.condition), definition.condition, faults);
    add_exceptions(definition, definitions.sources, tree, faults);
    if (!definition.exceptions.empty() && tree.usable) rule.condition = condition::print(tree);
    if (tree.usable) condition::check(tree, scope, faults);
    if (tree.usable) condition::find_contradictions(tree, scope, faults);
    if (auto program = condition::compile(tree, scope, faults)) {
        out.program = std::move(*program);
        observe(definition, tree, scope, out, rule, faults);
        warn_of_writable(definition, definitions.sources, tree, scope, faults);
    } else {
        forgive_unknown(definition, faults, rule);
    }
    if (rule.source != "syscall") out.program = {};
    all.insert(all.end(), faults.begin(), faults.end());
    out.output = Output::parse(definitions.sources.text(definition.output), definition.output, all);
    return out;
}

// The same list or macro used by many rules has its faults told once.
void tell(const Faults& faults, const Sources& sources, std::vector<Diagnostic>& diagnostics) {
    std::set<std::string> told;
    for (const auto& fault : faults) {
        auto diagnostic = sources.diagnostic(fault);
        if (told.insert(to_string(diagnostic)).second) diagnostics.push_back(std::move(diagnostic));
    }
}

Rule* named(std::vector<Rule>& rules, const std::string& name) {
    for (auto& rule : rules)
        if (rule.id == name || rule.name == name) return &rule;
    return nullptr;
}

void unknown(const std::string& name, const char* where, const std::vector<Rule>& rules,
             std::vector<Diagnostic>& diagnostics) {
    base::Nearest best{name};
    for (const auto& rule : rules) {
        best.offer(rule.id);
        best.offer(rule.name);
    }
    diagnostics.push_back({Diagnostic::Severity::warning, "", 0, 0,
                           std::string{where} + " names the rule '" + name + "', which does not exist",
                           std::string{best.name()}});
}

void apply(const LoadOptions& options, std::vector<Rule>& rules, std::vector<Diagnostic>& diagnostics) {
    for (const auto& name : options.disable) {
        if (auto* rule = named(rules, name))
            rule->enabled = false;
        else
            unknown(name, "rules.disable", rules, diagnostics);
    }
    for (const auto& [name, priority] : options.priority) {
        if (auto* rule = named(rules, name))
            rule->priority = priority;
        else
            unknown(name, "rules.priority", rules, diagnostics);
    }
}

void refuse_equal_ids(const std::vector<RuleDefinition>& rules, std::vector<Diagnostic>& diagnostics) {
    std::map<std::string, const RuleDefinition*> seen;
    for (const auto& one : rules) {
        const auto [at, fresh] = seen.emplace(one.rule.id, &one);
        if (fresh) continue;
        auto d = one.at;
        d.message = "the id '" + one.rule.id + "' belongs to '" + at->second->rule.name + "' already";
        d.hint = "give each rule an id of its own";
        diagnostics.push_back(std::move(d));
    }
}

// What an invariant rests on is no matter of habits, and nothing that the attacker writes.
void guard_invariant(const RuleDefinition& definition, const condition::Program& program,
                     std::vector<Diagnostic>& diagnostics) {
    for (const auto& step : program.steps()) {
        for (const auto* field : fields_of(*step.predicate)) {
            if (!field->writable && !field->learnt) continue;
            auto d = definition.at;
            d.message = "the invariant '" + definition.rule.name + "' may not depend on " + std::string{field->name} +
                        ": " +
                        (field->learnt ? "nothing that was learnt lowers it" : "the process that is judged chooses it");
            d.hint = "decide it by kernel facts, or drop 'invariant: true'";
            diagnostics.push_back(std::move(d));
        }
    }
}

}  // namespace

CompiledRules compile_rules(const Definitions& definitions, const LoadOptions& options,
                            std::vector<Diagnostic>& diagnostics) {
    CompiledRules out;
    Faults faults;
    const Scope scope = make_scope(definitions, faults);
    for (const auto& definition : definitions.rules) out.rules.push_back(definition.rule);
    refuse_equal_ids(definitions.rules, diagnostics);
    apply(options, out.rules, diagnostics);
    for (std::size_t i = 0; i < out.rules.size(); ++i) {
        // A rule without a condition has been told of; one that is switched off is checked all the same.
        const bool whole = !out.rules[i].condition.empty() && !out.rules[i].output.empty();
        out.compiled.push_back(whole ? compile_rule(definitions.rules[i], definitions, scope, out.rules[i], faults)
                                     : CompiledRule{});
        if (out.rules[i].invariant) guard_invariant(definitions.rules[i], out.compiled.back().program, diagnostics);
        if (!out.rules[i].enabled) out.compiled.back().program = {};
    }
    tell(faults, definitions.sources, diagnostics);
    if (options.notes) add_notes(definitions, scope, diagnostics);
    return out;
}

}  // namespace overboard::engine
