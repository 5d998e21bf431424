// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <ctime>

#include <array>
#include <cstdio>
#include <limits>

namespace overboard::base {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

std::int64_t read(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<std::int64_t>(t.tv_sec) * ns_per_s + t.tv_nsec;
}

struct Split {
    std::tm date{};
    std::int64_t ns = 0;
};

Split split(std::int64_t wall_ns) {
    Split s;
    s.ns = wall_ns % ns_per_s;
    std::time_t seconds = wall_ns / ns_per_s;
    if (s.ns < 0) {
        s.ns += ns_per_s;
        --seconds;
    }
    gmtime_r(&seconds, &s.date);
    return s;
}

}  // namespace

std::uint64_t boottime_ns() { return static_cast<std::uint64_t>(read(CLOCK_BOOTTIME)); }
std::int64_t realtime_ns() { return read(CLOCK_REALTIME); }

std::int64_t realtime_offset_ns() {
    // The tightest of a few brackets: a preemption between two reads would show as an offset.
    std::int64_t best = 0, best_width = std::numeric_limits<std::int64_t>::max();
    for (int i = 0; i < 5; ++i) {
        const std::int64_t before = read(CLOCK_BOOTTIME), real = read(CLOCK_REALTIME), after = read(CLOCK_BOOTTIME);
        if (after - before >= best_width) continue;
        best_width = after - before;
        best = real - (before + best_width / 2);
    }
    return best;
}

std::string rfc3339(std::int64_t wall_ns) {
    const Split s = split(wall_ns);
    std::array<char, 64> out{};
    const int n = std::snprintf(out.data(), out.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%09lldZ", s.date.tm_year + 1900,
                                s.date.tm_mon + 1, s.date.tm_mday, s.date.tm_hour, s.date.tm_min, s.date.tm_sec,
                                static_cast<long long>(s.ns));
    return {out.data(), static_cast<std::size_t>(n)};
}

std::string time_of_day(std::int64_t wall_ns) { return rfc3339(wall_ns).substr(11, 8); }

}  // namespace overboard::base
