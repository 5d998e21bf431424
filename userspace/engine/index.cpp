// SPDX-License-Identifier: Apache-2.0
#include "engine/index.h"

#include <algorithm>

#include "condition/facts.h"

namespace overboard::engine {
namespace {

using condition::Literal;
using condition::Predicate;

// How unwelcome it is to find rules by this: roughly, how often it happens times what it costs to look.
enum Cost : std::uint32_t {
    kWhole = 2,
    kPart = 4,
    kRegex = 16,
    kShort = 24,    // a part of one or two bytes is in everything
    kLetter = 112,  // a value of one byte is one of very few (fd.typechar)
    kTrue = 48,
    kFalse = 64,
    kOther = 96,   // a comparison that no lookup answers turning out true ...
    kElse = 128,   // ... and any turning out false
    kElements = 2  // of a list: each is looked at
};

std::uint32_t cost_of(const Literal& literal) {
    if (literal.how == Literal::How::equals) return literal.text.size() == 1 ? kLetter : kWhole;
    return literal.text.size() > 2 ? kPart : kShort;
}

std::uint32_t cost_of(const std::vector<Literal>& literals, fields::Type type) {
    std::uint32_t worst = 1;
    for (const auto& literal : literals) worst = std::max(worst, cost_of(literal));
    return type == fields::Type::list ? worst + kElements : worst;
}

bool by_regex(const Predicate& p) { return p.plain() && p.op == condition::Op::regex && p.regex; }

std::vector<Outcome> outcomes(ob_kind kind, const Comparisons& comparisons) {
    condition::Facts facts;
    facts.kind(kind);
    std::vector<Outcome> out(comparisons.size());
    for (std::uint32_t i = 0; i < out.size(); ++i) {
        const auto decided = facts.decide(comparisons[i]);
        out[i] = !decided ? Outcome::open : *decided ? Outcome::yes : Outcome::no;
    }
    return out;
}

}  // namespace

Index::Index(std::span<const Flow> flows, const Comparisons& comparisons) : comparisons_(comparisons) {
    for (std::uint32_t i = 0; i < comparisons.size(); ++i) {
        const auto& predicate = comparisons[i];
        literals_.push_back(condition::literals_of(predicate));
        const bool flag = predicate.type == fields::Type::boolean;
        costs_.push_back(flag && predicate.flag ? kFalse : flag ? kTrue : kElse);
        costs_.push_back(literals_[i]          ? cost_of(*literals_[i], predicate.type)
                         : by_regex(predicate) ? kRegex
                         : flag                ? (predicate.flag ? kTrue : kFalse)
                                               : kOther);
    }
    for (unsigned kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind)
        build(kinds_[kind], flows, outcomes(static_cast<ob_kind>(kind), comparisons));
}

void Index::build(Kind& kind, std::span<const Flow> flows, std::span<const Outcome> known) {
    for (std::uint32_t i = 0; i < flows.size(); ++i) {
        auto flow = specialise(flows[i], known);
        if (flow.entry == Flow::reject) continue;
        kind.rules.push_back({i, std::move(flow), {}, 0});
        enter(kind, static_cast<std::uint32_t>(kind.rules.size() - 1));
    }
    for (auto& door : kind.doors) {
        door.lookup.build();
        guard(kind, door);
    }
}

void Index::enter(Kind& kind, std::uint32_t rule) {
    auto& entry = kind.rules[rule];
    entry.under = necessary(entry.flow, [this](Edge edge) { return cost(edge); });
    if (entry.under.empty()) kind.always.push_back(rule);
    for (const auto& edge : entry.under) enter(kind, rule, edge);
}

void Index::enter(Kind& kind, std::uint32_t rule, Edge edge) {
    const auto& predicate = comparisons_[edge.comparison];
    const bool regex = by_regex(predicate);
    if (edge.outcome && (regex || literals_[edge.comparison])) {
        auto& door = door_of(kind, comparisons_.subject(edge.comparison));
        if (door.rules.empty() || door.rules.back() != rule) door.rules.push_back(rule);
        if (regex) return door.lookup.add(*predicate.regex, rule);
        for (const auto& literal : *literals_[edge.comparison]) door.lookup.add(literal, rule);
        return;
    }
    auto gate = std::find_if(kind.gates.begin(), kind.gates.end(), [&](const Gate& g) { return g.edge == edge; });
    if (gate == kind.gates.end()) gate = kind.gates.insert(gate, {edge, {}});
    gate->rules.push_back(rule);
}

Index::Door& Index::door_of(Kind& kind, std::uint32_t subject) {
    for (auto& door : kind.doors)
        if (door.subject == subject) return door;
    kind.doors.emplace_back().subject = subject;
    return kind.doors.back();
}

// What every rule behind the door needs, as far as it is cheap to ask: flags, in the order in which the first has them.
void Index::guard(Kind& kind, Door& door) const {
    constexpr std::size_t kMost = 3;
    const auto all_need = [&](Edge edge) {
        return std::all_of(door.rules.begin(), door.rules.end(),
                           [&](std::uint32_t rule) { return requires_edge(kind.rules[rule].flow, edge); });
    };
    const auto& steps = kind.rules[door.rules.front()].flow.steps;
    for (auto step = steps.rbegin(); step != steps.rend() && door.guards.size() < kMost; ++step) {
        if (comparisons_[step->comparison].type != fields::Type::boolean) continue;
        for (const Edge edge : {Edge{step->comparison, true}, Edge{step->comparison, false}})
            if (all_need(edge)) door.guards.push_back(edge);
    }
    door.rules = {};
}

void Index::match(ob_kind kind, Evaluation& evaluation, std::vector<std::uint32_t>& matched) {
    auto& here = kinds_[kind];
    const auto before = matched.size();
    ++event_;
    const auto holds = [&](Edge edge) { return evaluation.test(edge.comparison) == edge.outcome; };
    const auto attempt = [&](std::uint32_t rule) {
        auto& entry = here.rules[rule];
        if (entry.tried == event_) return;
        entry.tried = event_;
        if (evaluation.run(entry.flow)) matched.push_back(entry.number);
    };
    for (const auto& door : here.doors)
        if (std::all_of(door.guards.begin(), door.guards.end(), holds))
            door.lookup.find(evaluation.value(door.subject), attempt);
    for (const auto& gate : here.gates)
        if (holds(gate.edge)) std::for_each(gate.rules.begin(), gate.rules.end(), attempt);
    std::for_each(here.always.begin(), here.always.end(), attempt);
    if (matched.size() - before > 1) std::sort(matched.begin() + static_cast<std::ptrdiff_t>(before), matched.end());
}

std::span<const Edge> Index::entered_under(ob_kind kind, std::uint32_t rule) const {
    const auto& rules = kinds_[kind].rules;
    const auto at = std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return r.number == rule; });
    return at == rules.end() ? std::span<const Edge>{} : std::span<const Edge>{at->under};
}

}  // namespace overboard::engine
