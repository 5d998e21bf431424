// SPDX-License-Identifier: Apache-2.0
#include "engine/observability.h"

#include <algorithm>
#include <set>

#include "condition/facts.h"
#include "condition/walk.h"

namespace overboard::engine {
namespace {

class Reasons {
public:
    void take(const condition::Predicate& predicate) {
        for (const auto* field : fields_of(predicate))
            if (!field->unobserved.empty()) add(std::string{field->name}, field->unobserved);
        if (predicate.plain() && predicate.field->name == "evt.type") event_types(predicate);
    }

    std::vector<std::string> found;

private:
    void event_types(const condition::Predicate& predicate) {
        for (const auto& name : predicate.texts)
            if (const auto* type = fields::find_event_type(name); type && !type->kinds)
                add("evt.type " + name, type->unobserved);
    }

    void add(std::string what, std::string_view why) {
        what.append(": ").append(why);
        if (std::find(found.begin(), found.end(), what) == found.end()) found.push_back(std::move(what));
    }
};

constexpr std::size_t few_texts = 8;  // longer lists are names to look for, not kinds of events

void add_reads(const condition::Predicate& predicate, std::set<std::string>& reads) {
    for (const auto* field : fields_of(predicate)) reads.emplace(field->name);
    if (!predicate.plain() || predicate.texts.size() > few_texts) return;
    for (const auto& text : predicate.texts) reads.insert(std::string{predicate.field->name} + '=' + text);
}

}  // namespace

const char* state_name(Observability::State state) {
    switch (state) {
        case Observability::State::whole:
            return "whole";
        case Observability::State::partly:
            return "partly";
        case Observability::State::never:
            return "never";
    }
    return "unknown";
}

std::uint64_t possible_kinds(const condition::Program& program) {
    std::uint64_t kinds = 0;
    for (unsigned kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind) {
        condition::Facts facts;
        facts.kind(static_cast<ob_kind>(kind));
        if (facts.possible(program)) kinds |= std::uint64_t{1} << kind;
    }
    return kinds;
}

Observability observability_of(const condition::Tree& tree, const condition::Scope& scope,
                               const condition::Program& program) {
    Reasons reasons;
    std::set<std::string> reads;
    condition::walk(tree, scope, [&](const condition::Node& node, bool) {
        if (!node.predicate) return;
        reasons.take(*node.predicate);
        add_reads(*node.predicate, reads);
    });
    using enum Observability::State;
    const auto kinds = possible_kinds(program);
    const auto state = reasons.found.empty() ? whole : kinds ? partly : never;
    return {state, std::move(reasons.found), kinds, {reads.begin(), reads.end()}};
}

}  // namespace overboard::engine
