// SPDX-License-Identifier: Apache-2.0
// When to try again, and when to stop: without a clock or a source of chance of its own.
#pragma once

#include <cstdint>
#include <optional>

namespace overboard::outbox {

inline constexpr std::int64_t first_pause_ms = 1'000, longest_pause_ms = 300'000;
inline constexpr std::int64_t longest_asked_ms =
    3'600'000;  // of Retry-After: a receiver cannot silence a sink for good
inline constexpr std::int64_t give_up_after_ms = 24LL * 3'600'000;
inline constexpr std::uint32_t failures_to_open = 5;  // the circuit breaker
inline constexpr std::uint32_t failures_to_pass = 5;  // answers against one alert before others may pass it
inline constexpr std::int64_t start_spread_ms = 10'000;

// Full jitter: anywhere up to a ceiling that doubles from 1 s to 5 min. failures: in a row, at least 1. chance:
// uniform in [0, 1). asked_ms: what Retry-After asked for; the pause is then that and up to a tenth (at least 1 s)
// more, so that a thousand nodes told the same do not come back together.
std::int64_t pause_ms(std::uint32_t failures, double chance, std::optional<std::int64_t> asked_ms = {});

// How long a sink waits at the start before it sends what an earlier run left behind.
std::int64_t start_pause_ms(double chance);

// What an attempt came to.
enum class Verdict : std::uint8_t {
    delivered,
    refused,  // by the receiver, for this alert: try again, others may pass after a few times
    later,    // the receiver cannot now, or was not reached: everything waits
    dead,     // it will never take this one
    gone,     // 410: it wants nothing from this sink any more
};

// status: of HTTP; 0: no answer. 2xx delivered; 408, 425, 429 and 503 later; other 5xx refused; 410 gone; anything
// else dead, redirections among them: they are not followed.
Verdict judge(int status);

// Opens after failures in a row, lets one attempt through whenever the pause is over, closes by a success.
class Circuit {
public:
    void succeeded() { failures_ = 0; }
    void failed() { ++failures_; }
    bool is_open() const { return failures_ >= failures_to_open; }
    std::uint32_t failures() const { return failures_; }

private:
    std::uint32_t failures_ = 0;
};

}  // namespace overboard::outbox
