// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/diagnostic.h"
#include "engine/finding.h"
#include "engine/rule.h"
#include "source/filter.h"

namespace overboard::engine {

struct LoadOptions {
    std::vector<std::string> disable;                        // rule ids or names
    std::vector<std::pair<std::string, Priority>> priority;  // rule id or name -> priority
    bool notes = false;                                      // tell of unused, shadowed and replaced names, too
};

// Compiled rules. Immutable: a reload makes a new one.
class Engine {
public:
    // paths: files, or directories whose *.yaml are read in name order. Later files extend earlier ones.
    // Fails when any diagnostic is an error; diagnostics holds them all, warnings too.
    static base::Result<std::unique_ptr<Engine>> load(std::span<const std::string> paths, const LoadOptions& options,
                                                      std::vector<Diagnostic>& diagnostics);
    virtual ~Engine() = default;

    virtual std::optional<Finding> judge(const enrich::Observation& seen, const enrich::Ancestry& ancestry) = 0;
    // Whether a rule that is switched on speaks of that field, in its condition, its threshold or its output.
    virtual bool reads(std::string_view field) const = 0;
    virtual std::span<const Rule> rules() const = 0;
    virtual const source::KernelFilter& kernel_filter() const = 0;
    virtual std::string sha256() const = 0;                      // of the loaded files, hex, for rules_info
    virtual std::span<const std::uint64_t> matches() const = 0;  // per rule, same order as rules()
};

}  // namespace overboard::engine
