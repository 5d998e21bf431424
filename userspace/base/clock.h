// SPDX-License-Identifier: Apache-2.0
// The two clocks of the product: the kernel stamps events with CLOCK_BOOTTIME, people read CLOCK_REALTIME.
#pragma once

#include <cstdint>
#include <string>

namespace overboard::base {

std::uint64_t boottime_ns();  // CLOCK_BOOTTIME: counts suspend, never steps
std::int64_t realtime_ns();   // CLOCK_REALTIME: since 1970, may step

// What to add to a CLOCK_BOOTTIME value to get CLOCK_REALTIME, as of now. Read again after clock steps.
std::int64_t realtime_offset_ns();

// wall_ns: CLOCK_REALTIME. "2026-11-21T14:02:11.104223817Z": UTC, always nine digits, so that the text
// sorts as the time does.
std::string rfc3339(std::int64_t wall_ns);
// "14:02:11", UTC.
std::string time_of_day(std::int64_t wall_ns);

}  // namespace overboard::base
