// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <vector>

#include "source/live.h"

namespace overboard::sensor {

// How full the kernel's tables are. Counting takes a system call for each entry, and a container may have made tens of
// thousands: so it is done once in a while, however often somebody asks.
class Occupancy {
public:
    using Clock = std::chrono::steady_clock;

    // live: the same each time. now: steady time, not decreasing.
    const std::vector<source::MapUse>& of(const source::Live& live, Clock::time_point now = Clock::now()) {
        if (now >= next_) {
            uses_ = live.maps();
            next_ = now + every;
        }
        return uses_;
    }

private:
    static constexpr auto every = std::chrono::seconds(10);

    std::vector<source::MapUse> uses_;
    Clock::time_point next_{};
};

// The kernel side's counters at one moment, as a value.
struct KernelNumbers {
    std::array<std::array<std::uint64_t, OB_LOSSES>, OB_KINDS> losses{};
    std::array<ob_tally, OB_KINDS> tallies{};
    std::array<source::RingUse, OB_RINGS> rings{};
    std::vector<source::ProgramState> programs;
    std::vector<source::MapUse> maps;

    static KernelNumbers of(const source::Live& live, Occupancy& occupancy) {
        return {live.losses(), live.tallies(), live.rings(), live.programs(), occupancy.of(live)};
    }
};

}  // namespace overboard::sensor
