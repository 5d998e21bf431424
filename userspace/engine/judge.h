// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/compiled.h"
#include "engine/index.h"

namespace overboard::engine {

// The engine proper: the rules, indexed in the order in which they win.
class Judge : public Engine {
public:
    Judge(CompiledRules rules, source::KernelFilter filter, std::string sha256);

    std::optional<Finding> judge(const enrich::Observation& seen, const enrich::Ancestry& ancestry) override;
    bool reads(std::string_view field) const override;
    std::span<const Rule> rules() const override { return rules_.rules; }
    const source::KernelFilter& kernel_filter() const override { return filter_; }
    std::string sha256() const override { return sha256_; }
    std::span<const std::uint64_t> matches() const override { return matches_; }

private:
    std::optional<Finding> speak(fields::Context& context);
    Finding finding(std::span<const std::uint32_t> matched, fields::Context& context) const;

    CompiledRules rules_;
    source::KernelFilter filter_;
    std::string sha256_;
    std::vector<std::uint64_t> matches_;
    Thresholds thresholds_;
    std::vector<std::uint32_t> order_;  // indices of rules, most severe first
    Comparisons comparisons_;
    Index index_;
    Evaluation evaluation_;
    std::vector<std::uint32_t> matched_;  // of the event at hand: places in order_
};

}  // namespace overboard::engine
