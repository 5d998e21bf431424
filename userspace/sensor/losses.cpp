// SPDX-License-Identifier: Apache-2.0
#include "sensor/losses.h"

namespace overboard::sensor {
namespace {

constexpr auto say_again = std::chrono::seconds(10);

constexpr const char* rings[] = {"decisive", "bulk"};
static_assert(std::size(rings) == OB_RINGS);

constexpr const char* reasons[] = {
#define X(upper, lower) #lower,
    OB_LOSS_REASONS(X)
#undef X
};

}  // namespace

const char* ring_name(unsigned ring) { return rings[ring]; }
const char* loss_name(unsigned reason) { return reasons[reason]; }

std::vector<std::string> LossWatch::look(const Losses& losses, Clock::time_point now) {
    std::vector<std::string> out;
    for (unsigned ring = 0; ring < OB_RINGS; ++ring) {
        for (unsigned reason = 0; reason < OB_LOSSES; ++reason) {
            const std::uint64_t lost = losses[ring][reason] - said_[ring][reason];
            Clock::time_point& when = when_[ring][reason];
            if (!lost || (when != Clock::time_point{} && now - when < say_again)) continue;
            out.push_back("lost " + std::to_string(lost) + " events of the " + ring_name(ring) + " ring, reason " +
                          loss_name(reason) + " (" + std::to_string(losses[ring][reason]) + " since the start)");
            said_[ring][reason] = losses[ring][reason];
            when = now;
        }
    }
    return out;
}

}  // namespace overboard::sensor
