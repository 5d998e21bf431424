// SPDX-License-Identifier: Apache-2.0
// Whether a container is still starting: until a minute after its first server began to serve. Only the clocks
// of events count, so a replay judges as the live run did.
#pragma once

#include <cstdint>
#include <unordered_map>

namespace overboard::enrich {

class StartUp {
public:
    // The learning window of COVERAGE: entrypoints, migrations and asset builds run before and shortly after.
    static constexpr std::uint64_t window_ns = 60'000'000'000;
    static constexpr std::uint64_t longest_wait_ns = 300'000'000'000;  // for something in it to listen

    // A server of the container was serving at time_ns; the earliest such time counts.
    void served(std::uint64_t container, std::uint64_t time_ns) {
        if (last_.container == container && last_.first <= time_ns) return;
        const auto [at, is_new] = first_.try_emplace(container, time_ns);
        if (!is_new && time_ns < at->second) at->second = time_ns;
        last_ = {container, at->second};
    }
    // started_ns: the container's birth, 0 unknown. What never listens is not starting for ever.
    bool open(std::uint64_t container, std::uint64_t time_ns, std::uint64_t started_ns) const {
        if (last_.container == container) return time_ns <= last_.first + window_ns;
        const auto at = first_.find(container);
        if (at == first_.end()) return started_ns == 0 || time_ns <= started_ns + longest_wait_ns;
        return time_ns <= at->second + window_ns;
    }
    void forget(std::uint64_t container) {
        first_.erase(container);
        if (last_.container == container) last_ = {};
    }

private:
    std::unordered_map<std::uint64_t, std::uint64_t> first_;
    struct {
        std::uint64_t container = 0, first = 0;
    } last_;  // the one told last, again: nearly always the one that is asked for next. 0 is no container
};

}  // namespace overboard::enrich
