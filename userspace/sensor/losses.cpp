// SPDX-License-Identifier: Apache-2.0
#include "sensor/losses.h"

#include "decode/decoder.h"

namespace overboard::sensor {
namespace {

constexpr auto say_again = std::chrono::seconds(10);

constexpr const char* rings[] = {"decisive", "bulk"};
static_assert(std::size(rings) == OB_RINGS);

constexpr unsigned ring_of_kind[] = {OB_RING_DECISIVE,
#define X(upper, lower, ring) OB_RING_##ring,
                                     OB_EVENTS(X)
#undef X
};
static_assert(std::size(ring_of_kind) == OB_KINDS);

constexpr const char* reasons[] = {
#define X(upper, lower) #lower,
    OB_LOSS_REASONS(X)
#undef X
};

}  // namespace

const char* ring_name(unsigned ring) { return rings[ring]; }
unsigned ring_of(unsigned kind) { return ring_of_kind[kind]; }
const char* loss_name(unsigned reason) { return reasons[reason]; }

std::vector<std::string> LossWatch::look(const Losses& losses, Clock::time_point now) {
    std::vector<std::string> out;
    for (unsigned kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind) {
        for (unsigned reason = 0; reason < OB_LOSSES; ++reason) {
            const std::uint64_t lost = losses[kind][reason] - said_[kind][reason];
            Clock::time_point& when = when_[kind][reason];
            if (!lost || (when != Clock::time_point{} && now - when < say_again)) continue;
            out.push_back("lost " + std::to_string(lost) + " events of type " + decode::kind_name(kind) + ", reason " +
                          loss_name(reason) + " (" + std::to_string(losses[kind][reason]) + " since the start)");
            said_[kind][reason] = losses[kind][reason];
            when = now;
        }
    }
    return out;
}

}  // namespace overboard::sensor
