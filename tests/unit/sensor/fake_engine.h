// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/engine.h"

namespace overboard::test {

// One rule: every exec is a finding.
class ExecEngine : public engine::Engine {
public:
    explicit ExecEngine(std::string id = "any-exec") {
        rules_.resize(1);
        rules_[0].id = rules_[0].name = std::move(id);
        rules_[0].priority = engine::Priority::warning;
    }
    std::optional<engine::Finding> judge(const enrich::Observation& seen, const enrich::Ancestry&) override {
        if (seen.event->kind() != OB_KIND_EXEC) return std::nullopt;
        ++matches_[0];
        engine::Finding finding;
        finding.rule = &rules_[0];
        finding.output = "something was executed";
        finding.seen = &seen;
        return finding;
    }
    bool reads(std::string_view) const override { return false; }
    std::span<const engine::Rule> rules() const override { return rules_; }
    const source::KernelFilter& kernel_filter() const override { return filter_; }
    std::string sha256() const override { return "00ff"; }
    std::span<const std::uint64_t> matches() const override { return matches_; }

private:
    std::vector<engine::Rule> rules_;
    std::vector<std::uint64_t> matches_ = {0};
    source::KernelFilter filter_;
};

}  // namespace overboard::test
