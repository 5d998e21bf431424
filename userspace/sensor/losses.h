// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "bpf/wire/counters.h"

namespace overboard::sensor {

const char* ring_name(unsigned ring);    // "decisive", "bulk"
unsigned ring_of(unsigned kind);         // of enum ob_kind
const char* loss_name(unsigned reason);  // "ring_full", ...

// Watches the kernel's loss counters and says when one moved: at once, then for each event type and reason at
// most every ten seconds, with what was lost since.
class LossWatch {
public:
    using Losses = std::array<std::array<std::uint64_t, OB_LOSSES>, OB_KINDS>;
    using Clock = std::chrono::steady_clock;

    // Gives the sentences that are due.
    std::vector<std::string> look(const Losses& losses, Clock::time_point now);

private:
    Losses said_{};
    std::array<std::array<Clock::time_point, OB_LOSSES>, OB_KINDS> when_{};
};

}  // namespace overboard::sensor
