// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "bpf/wire/events.h"

namespace overboard::sensor {

// The rule that `overboard selftest` triggers, and where its last success shows.
inline constexpr const char* selftest_rule = "selftest";
inline constexpr const char* selftest_metric = "overboard_selftest_last_success_timestamp_seconds";

// What the sensor counts itself. Plain numbers, so that the detection path touches no registry; they
// outlive reloads, and the metrics are set from them when somebody asks.
struct Counts {
    std::array<std::uint64_t, OB_KINDS> events{};
    std::map<std::string, std::uint64_t> malformed;  // the decoder's reason -> records
    std::map<std::pair<std::string, std::string>, std::uint64_t>
        former_matches;  // rule id, priority: of former rule sets
    std::uint64_t former_folded = 0, former_incidents = 0;
    std::uint64_t load_errors = 0;
    std::int64_t loaded_at_ns = 0;  // CLOCK_REALTIME, as is
    std::int64_t selftest_ns = 0;   // when the last self-test's alert was raised; 0: none was
    double attach_seconds = 0, scan_seconds = 0;
    double unwatched_seconds = 0;  // before this start; 0: none, or not known
};

}  // namespace overboard::sensor
