// SPDX-License-Identifier: Apache-2.0
#include "engine/index.h"

#include <algorithm>

#include "condition/facts.h"
#include "engine/implied.h"

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

// Of a kind's tree of flags.
constexpr unsigned kMostForks = 8;    // asked of one event
constexpr std::size_t kFewRules = 4,  // are tried without sorting events first
    kMostCopies = 3, kCandidates = 12, kSample = 256;

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

bool possible(const Flow& flow, std::span<const Outcome> known) {
    return specialise(flow, known).entry != Flow::reject;
}

// Those that can still be true, without what is known.
template <class Rules>
Rules remaining(const Rules& rules, std::span<const Outcome> known) {
    Rules out;
    for (const auto& rule : rules)
        if (auto flow = specialise(rule.flow, known); flow.entry != Flow::reject)
            out.push_back({rule.number, std::move(flow), {}, 0});
    return out;
}

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
    for (unsigned kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind) {
        const auto known = outcomes(static_cast<ob_kind>(kind), comparisons);
        std::vector<Rule> rules;
        for (std::uint32_t i = 0; i < flows.size(); ++i) rules.push_back({i, flows[i], {}, 0});
        rules = remaining(rules, known);
        std::size_t room = kMostCopies * rules.size();
        roots_[kind] = grow(std::move(rules), known, room, 0);
    }
}

std::uint32_t Index::grow(std::vector<Rule> rules, const Known& known, std::size_t& room, unsigned depth) {
    const auto flag = depth < kMostForks && rules.size() >= kFewRules ? flag_to_ask(rules, known, room) : std::nullopt;
    if (!flag) return build(std::move(rules));
    const auto if_no = with(known, *flag, false), if_yes = with(known, *flag, true);
    auto no = remaining(rules, if_no), yes = remaining(rules, if_yes);
    room -= std::min(room, no.size() + yes.size() - std::min(rules.size(), no.size() + yes.size()));
    const auto at = forks_.size();
    forks_.push_back({Flag::of(comparisons_[*flag]), 0, 0});
    const auto to_yes = grow(std::move(yes), if_yes, room, depth + 1);
    const auto to_no = grow(std::move(no), if_no, room, depth + 1);
    forks_[at].no = to_no;
    forks_[at].yes = to_yes;
    return static_cast<std::uint32_t>(at);
}

Index::Known Index::with(const Known& known, std::uint32_t flag, bool outcome) const {
    Known out = known;
    out[flag] = outcome ? Outcome::yes : Outcome::no;
    if (!outcome) return out;
    const auto facts = implied_by(comparisons_[flag]);
    for (std::uint32_t i = 0; i < out.size(); ++i)
        if (const auto decided = facts.decide(comparisons_[i]); decided && out[i] == Outcome::open)
            out[i] = *decided ? Outcome::yes : Outcome::no;
    return out;
}

// The flag that leaves the fewest rules, both ways together; none when every one leaves too many.
std::optional<std::uint32_t> Index::flag_to_ask(const std::vector<Rule>& rules, Known known, std::size_t room) const {
    std::optional<std::uint32_t> best;
    const std::size_t step = 1 + rules.size() / kSample;
    std::size_t least = std::min(rules.size() * 3 / 2, rules.size() + room) / step + 1;
    for (const auto flag : flags_of(rules)) {
        std::size_t left = 0;
        for (const auto outcome : {Outcome::no, Outcome::yes}) {
            known[flag] = outcome;
            for (std::size_t i = 0; i < rules.size(); i += step) left += possible(rules[i].flow, known);
        }
        known[flag] = Outcome::open;
        if (left < least) best = flag;
        least = std::min(least, left);
    }
    return best;
}

// Flags that rules ask of an event, the most frequent first, as many as are worth trying.
std::vector<std::uint32_t> Index::flags_of(const std::vector<Rule>& rules) const {
    std::vector<std::uint32_t> counts(comparisons_.size());
    for (const auto& rule : rules)
        for (const auto& step : rule.flow.steps) ++counts[step.comparison];
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < counts.size(); ++i) {
        if (counts[i] > 1 && Flag::of(comparisons_[i]).extract) out.push_back(i);
    }
    std::stable_sort(out.begin(), out.end(), [&](auto a, auto b) { return counts[a] > counts[b]; });
    out.resize(std::min(out.size(), kCandidates));
    return out;
}

std::uint32_t Index::build(std::vector<Rule> rules) {
    auto& here = classes_.emplace_back();
    here.rules = std::move(rules);
    for (std::uint32_t i = 0; i < here.rules.size(); ++i) enter(here, i);
    for (auto& door : here.doors) {
        door.lookup.build();
        guard(here, door);
    }
    return kClass | static_cast<std::uint32_t>(classes_.size() - 1);
}

void Index::enter(Class& into, std::uint32_t rule) {
    auto& entry = into.rules[rule];
    entry.under = necessary(entry.flow, [this](Edge edge) { return cost(edge); });
    if (entry.under.empty()) into.always.push_back(rule);
    for (const auto& edge : entry.under) enter(into, rule, edge);
}

void Index::enter(Class& into, std::uint32_t rule, Edge edge) {
    const auto& predicate = comparisons_[edge.comparison];
    const bool regex = by_regex(predicate);
    if (edge.outcome && (regex || literals_[edge.comparison])) {
        auto& door = door_of(into, comparisons_.subject(edge.comparison));
        if (door.rules.empty() || door.rules.back() != rule) door.rules.push_back(rule);
        if (regex) return door.lookup.add(*predicate.regex, rule);
        for (const auto& literal : *literals_[edge.comparison]) door.lookup.add(literal, rule);
        return;
    }
    auto gate = std::find_if(into.gates.begin(), into.gates.end(), [&](const Gate& g) { return g.edge == edge; });
    if (gate == into.gates.end()) gate = into.gates.insert(gate, {edge, {}});
    gate->rules.push_back(rule);
}

Index::Door& Index::door_of(Class& of, std::uint32_t subject) {
    for (auto& door : of.doors)
        if (door.subject == subject) return door;
    of.doors.emplace_back().subject = subject;
    return of.doors.back();
}

// What every rule behind the door needs, as far as it is cheap to ask: flags, in the order in which the first has them.
void Index::guard(const Class& of, Door& door) const {
    constexpr std::size_t kMost = 3;
    const auto all_need = [&](Edge edge) {
        return std::all_of(door.rules.begin(), door.rules.end(),
                           [&](std::uint32_t rule) { return requires_edge(of.rules[rule].flow, edge); });
    };
    const auto& steps = of.rules[door.rules.front()].flow.steps;
    for (auto step = steps.rbegin(); step != steps.rend() && door.guards.size() < kMost; ++step) {
        if (comparisons_[step->comparison].type != fields::Type::boolean) continue;
        for (const Edge edge : {Edge{step->comparison, true}, Edge{step->comparison, false}})
            if (all_need(edge)) door.guards.push_back(edge);
    }
    door.rules = {};
}

void Index::match(ob_kind kind, Evaluation& evaluation, std::vector<std::uint32_t>& matched) {
    auto at = roots_[kind];
    for (const Fork* const forks = forks_.data(); !(at & kClass);)  // each flag once: its outcome need not be kept
        at = forks[at].flag.holds(evaluation.context()) ? forks[at].yes : forks[at].no;
    auto& here = classes_[at & ~kClass];
    if (here.rules.empty()) return;
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
    std::vector<std::uint32_t> open{roots_[kind]};
    while (!open.empty()) {
        const auto at = open.back();
        open.pop_back();
        if (!(at & kClass)) {
            open.insert(open.end(), {forks_[at].no, forks_[at].yes});
            continue;
        }
        for (const auto& one : classes_[at & ~kClass].rules)
            if (one.number == rule) return one.under;
    }
    return {};
}

}  // namespace overboard::engine
