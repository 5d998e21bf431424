// SPDX-License-Identifier: Apache-2.0
#include "cli/evidence.h"

#include <algorithm>

namespace overboard::cli {

bool rests_on(const engine::Rule& rule, const source::Evidence& evidence) {
    const auto& seen = rule.observability;
    if (!(seen.kinds & evidence.kinds)) return false;
    return evidence.reads.empty() || std::ranges::any_of(evidence.reads, [&](std::string_view read) {
               return std::ranges::find(seen.reads, read) != seen.reads.end();
           });
}

std::vector<std::string> lacking(const engine::Rule& rule, std::span<const source::Evidence> evidence) {
    std::vector<std::string> out;
    for (const auto& one : evidence)
        if (!one.whole && rests_on(rule, one)) out.push_back(std::string{one.name} + ": " + one.detail);
    return out;
}

std::vector<std::string> resting_on(std::span<const engine::Rule> rules, const source::Evidence& evidence) {
    std::vector<std::string> out;
    for (const auto& rule : rules)
        if (rule.enabled && rests_on(rule, evidence)) out.push_back(rule.id);
    return out;
}

}  // namespace overboard::cli
