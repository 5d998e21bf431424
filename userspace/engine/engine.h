// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "bpf/wire/filters.h"
#include "engine/diagnostic.h"
#include "engine/finding.h"
#include "engine/rule.h"

namespace overboard::engine {

// What the kernel must send so that every rule can match: the contents of the filter maps.
struct KernelFilter {
    ob_filter config{};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> magics;       // s_magic -> enum ob_admit
    std::vector<std::pair<std::string, std::uint32_t>> names;          // basename -> OB_WANT_*
    std::vector<ob_address> addresses;
    std::vector<std::uint16_t> ports;
    bool operator==(const KernelFilter&) const;
};

struct LoadOptions {
    std::vector<std::string> disable;                              // rule ids or names
    std::vector<std::pair<std::string, Priority>> priority;        // rule id or name -> priority
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
    virtual std::span<const Rule> rules() const = 0;
    virtual const KernelFilter& kernel_filter() const = 0;
    virtual std::string sha256() const = 0;  // of the loaded files, hex, for rules_info
    virtual std::span<const std::uint64_t> matches() const = 0;  // per rule, same order as rules()
};

}  // namespace overboard::engine
