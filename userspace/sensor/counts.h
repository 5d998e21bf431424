// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "bpf/wire/events.h"

namespace overboard::sensor {

// What the sensor counts itself. Plain numbers, so that the detection path touches no registry; they
// outlive reloads, and the metrics are set from them when somebody asks.
struct Counts {
    std::array<std::uint64_t, OB_KINDS> events{};
    std::map<std::string, std::uint64_t> malformed;  // the decoder's reason -> records
    std::map<std::pair<std::string, std::string>, std::uint64_t>
        former_matches;  // rule id, priority: of former rule sets
    std::uint64_t former_folded = 0;
    std::uint64_t load_errors = 0;
    std::int64_t loaded_at_ns = 0;  // CLOCK_REALTIME
    double attach_seconds = 0, scan_seconds = 0;
};

}  // namespace overboard::sensor
