// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "source/live.h"

namespace overboard::sensor {

// The kernel side's counters at one moment, as a value.
struct KernelNumbers {
    std::array<std::array<std::uint64_t, OB_LOSSES>, OB_KINDS> losses{};
    std::array<ob_tally, OB_KINDS> tallies{};
    std::array<source::RingUse, OB_RINGS> rings{};
    std::vector<source::ProgramState> programs;
    std::vector<source::MapUse> maps;

    static KernelNumbers of(const source::Live& live) {
        return {live.losses(), live.tallies(), live.rings(), live.programs(), live.maps()};
    }
};

}  // namespace overboard::sensor
