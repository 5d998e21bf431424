// SPDX-License-Identifier: Apache-2.0
#include "engine/judge.h"

#include <algorithm>

#include "condition/facts.h"

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

}  // namespace

Judge::Judge(CompiledRules rules, source::KernelFilter filter, std::string sha256)
    : rules_(std::move(rules)), filter_(std::move(filter)), sha256_(std::move(sha256)), matches_(rules_.rules.size()) {
    for (unsigned kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind) {
        condition::Facts facts;
        facts.kind(static_cast<ob_kind>(kind));
        auto& candidates = candidates_[kind];
        for (std::uint32_t i = 0; i < rules_.rules.size(); ++i)
            if (facts.possible(rules_.compiled[i].program)) candidates.push_back(i);
        std::stable_sort(candidates.begin(), candidates.end(), [&](std::uint32_t a, std::uint32_t b) {
            return rules_.rules[a].priority < rules_.rules[b].priority;
        });
    }
}

std::optional<Finding> Judge::judge(const enrich::Observation& seen, const enrich::Ancestry& ancestry) {
    const auto kind = static_cast<unsigned>(seen.event->kind());
    if (kind >= candidates_.size()) return {};
    fields::Context context{seen, ancestry};
    std::vector<std::uint32_t> matched;
    for (const auto index : candidates_[kind])
        if (rules_.compiled[index].program.run(context) &&
            thresholds_.reached(index, rules_.rules[index].threshold, context))
            matched.push_back(index);
    if (matched.empty()) return {};
    for (const auto index : matched) ++matches_[index];
    return finding(std::move(matched), context);
}

Finding Judge::finding(std::vector<std::uint32_t> matched, fields::Context& context) const {
    const auto winner = matched.front();
    Finding out;
    out.rule = &rules_.rules[winner];
    out.seen = &context.seen;
    std::sort(matched.begin() + 1, matched.end());
    for (auto at = matched.begin() + 1; at != matched.end(); ++at) out.also_matched.push_back(&rules_.rules[*at]);
    out.evidence = collect(rules_.compiled[winner].program, context);
    if (out.rule->threshold.count) out.evidence.emplace_back("threshold", to_string(out.rule->threshold));
    out.output = rules_.compiled[winner].output.fill(context);
    return out;
}

}  // namespace overboard::engine
