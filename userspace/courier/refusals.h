// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace overboard::courier {

// Connections that got no answer they asked for, by reason: what the courier counts and the sensor shows.
enum class Refusal : std::uint8_t { unauthorized, throttled, slow, malformed, handshake };
inline constexpr std::array<const char*, 5> refusal_names = {"unauthorized", "throttled", "slow", "malformed",
                                                             "handshake"};
using Refusals = std::array<std::uint64_t, refusal_names.size()>;

class RefusalCount {
public:
    void add(Refusal why) { ++counts_[static_cast<std::size_t>(why)]; }
    // "0 3 0 0 0": what goes over the channel.
    std::string text() const;

private:
    std::array<std::atomic<std::uint64_t>, refusal_names.size()> counts_{};
};

// What text() gave; whatever else it is given counts as nothing, and a number never falls below `least`: the courier
// that sends it is not trusted.
Refusals parse_refusals(const std::string& text, const Refusals& least);

}  // namespace overboard::courier
