// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "bpf/wire/events.h"
#include "engine/compiled.h"

namespace overboard::engine {

// The engine proper: for each kind of event the rules that it can meet, in the order in which they win.
class Judge : public Engine {
public:
    Judge(CompiledRules rules, source::KernelFilter filter, std::string sha256);

    std::optional<Finding> judge(const enrich::Observation& seen, const enrich::Ancestry& ancestry) override;
    std::span<const Rule> rules() const override { return rules_.rules; }
    const source::KernelFilter& kernel_filter() const override { return filter_; }
    std::string sha256() const override { return sha256_; }
    std::span<const std::uint64_t> matches() const override { return matches_; }

private:
    Finding finding(std::vector<std::uint32_t> matched, fields::Context& context) const;

    CompiledRules rules_;
    source::KernelFilter filter_;
    std::string sha256_;
    std::vector<std::uint64_t> matches_;
    Thresholds thresholds_;
    std::array<std::vector<std::uint32_t>, OB_KINDS> candidates_;  // indices of rules, most severe first
};

}  // namespace overboard::engine
