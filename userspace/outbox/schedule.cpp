// SPDX-License-Identifier: Apache-2.0
#include "outbox/schedule.h"

#include <algorithm>

namespace overboard::outbox {

std::int64_t pause_ms(std::uint32_t failures, double chance, std::optional<std::int64_t> asked_ms) {
    if (asked_ms) {
        const std::int64_t asked = std::clamp<std::int64_t>(*asked_ms, 0, longest_asked_ms);
        return asked +
               static_cast<std::int64_t>(chance * static_cast<double>(std::max<std::int64_t>(asked / 10, 1000)));
    }
    const std::uint32_t doublings = std::min<std::uint32_t>(std::max(failures, 1U) - 1, 9);
    const std::int64_t ceiling = std::min(first_pause_ms << doublings, longest_pause_ms);
    return static_cast<std::int64_t>(chance * static_cast<double>(ceiling));
}

std::int64_t start_pause_ms(double chance) { return static_cast<std::int64_t>(chance * start_spread_ms); }

Verdict judge(int status) {
    if (status >= 200 && status < 300) return Verdict::delivered;
    if (status == 0 || status == 408 || status == 425 || status == 429 || status == 503) return Verdict::later;
    if (status == 410) return Verdict::gone;
    return status >= 500 ? Verdict::refused : Verdict::dead;
}

}  // namespace overboard::outbox
