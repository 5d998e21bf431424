// SPDX-License-Identifier: Apache-2.0
#include "engine/judge.h"

#include <algorithm>
#include <numeric>

namespace overboard::engine {
namespace {

constexpr std::size_t kMaxEvidence = 32;

// An alert says these anyway.
bool told_elsewhere(std::string_view field) { return field == "container" || field.starts_with("evt."); }

using Evidence = std::vector<std::pair<std::string, std::string>>;

// The fields that the condition read on its way to the verdict. Absent ones are no evidence.
Evidence collect(const condition::Program& program, fields::Context& context) {
    Evidence out;
    program.trace(context, [&](const condition::Predicate& predicate, const fields::Value& value) {
        if (told_elsewhere(predicate.field->name) || std::holds_alternative<std::monostate>(value)) return;
        auto name = condition::field_text(predicate);
        const bool seen = std::any_of(out.begin(), out.end(), [&](const auto& one) { return one.first == name; });
        if (seen || out.size() >= kMaxEvidence) return;
        out.emplace_back(std::move(name), std::string{});
        fields::print(predicate.type, value, out.back().second);
    });
    return out;
}

std::vector<std::uint32_t> by_severity(const std::vector<Rule>& rules) {
    std::vector<std::uint32_t> out(rules.size());
    std::iota(out.begin(), out.end(), 0U);
    std::stable_sort(out.begin(), out.end(), [&](auto a, auto b) { return rules[a].priority < rules[b].priority; });
    return out;
}

std::vector<Flow> flows(const CompiledRules& rules, const std::vector<std::uint32_t>& order, Comparisons& comparisons) {
    std::vector<Flow> out;
    for (const auto index : order) out.push_back(comparisons.add(rules.compiled[index].program));
    return out;
}

}  // namespace

Judge::Judge(CompiledRules rules, source::KernelFilter filter, std::string sha256)
    : rules_(std::move(rules)),
      filter_(std::move(filter)),
      sha256_(std::move(sha256)),
      matches_(rules_.rules.size()),
      order_(by_severity(rules_.rules)),
      index_(flows(rules_, order_, comparisons_), comparisons_),
      evaluation_(comparisons_) {
    matched_.reserve(order_.size());
}

bool Judge::reads(std::string_view field) const {
    const auto named = [&](const fields::Field* one) { return one->name == field; };
    const auto in = [&](const auto& list) { return std::any_of(list.begin(), list.end(), named); };
    for (std::size_t i = 0; i < rules_.rules.size(); ++i) {
        const auto& [program, output] = rules_.compiled[i];
        if (program.entry() == condition::Program::reject) continue;  // switched off
        const auto& distinct = rules_.rules[i].threshold.distinct;
        if (std::find(distinct.begin(), distinct.end(), field) != distinct.end() || in(output.fields())) return true;
        for (const auto& step : program.steps())
            if (in(condition::fields_of(*step.predicate))) return true;
    }
    return false;
}

std::optional<Finding> Judge::judge(const enrich::Observation& seen, const enrich::Ancestry& ancestry) {
    matched_.clear();
    evaluation_.begin(seen, ancestry);
    index_.match(seen.event->kind(), evaluation_, matched_);
    return matched_.empty() ? std::nullopt : speak(evaluation_.context());
}

// Those of the rules that matched whose number is full, if they have one.
std::optional<Finding> Judge::speak(fields::Context& context) {
    for (auto& place : matched_) place = order_[place];
    std::erase_if(matched_, [&](std::uint32_t rule) {
        return !thresholds_.reached(rule, rules_.rules[rule].threshold, context);
    });
    if (matched_.empty()) return {};
    for (const auto rule : matched_) ++matches_[rule];
    return finding(matched_, context);
}

Finding Judge::finding(std::span<const std::uint32_t> matched, fields::Context& context) const {
    const auto winner = matched.front();
    Finding out;
    out.rule = &rules_.rules[winner];
    out.seen = &context.seen;
    std::vector<std::uint32_t> others{matched.begin() + 1, matched.end()};
    std::sort(others.begin(), others.end());
    for (const auto other : others) out.also_matched.push_back(&rules_.rules[other]);
    out.evidence = collect(rules_.compiled[winner].program, context);
    if (out.rule->threshold.count) out.evidence.emplace_back("threshold", to_string(out.rule->threshold));
    out.output = rules_.compiled[winner].output.fill(context);
    return out;
}

}  // namespace overboard::engine
