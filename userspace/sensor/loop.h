// SPDX-License-Identifier: Apache-2.0
// The sensor's one thread: drains the source, and between batches serves whatever else became ready.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>

#include "base/fd.h"
#include "source/source.h"

namespace overboard::sensor {

class Loop {
public:
    using Clock = std::chrono::steady_clock;
    // A bulk record below its ring's wake-up threshold waits this long at most (source/live.h). An idle loop
    // wakes as often, which costs about 0.01 % of a core.
    static constexpr auto longest_sleep = std::chrono::milliseconds(50);
    static constexpr auto tick_every = std::chrono::milliseconds(500);

    Loop(source::Source& source, source::Sink sink, std::function<void(Clock::time_point)> tick);

    // fd: borrowed, until remove(). events: EPOLLIN, EPOLLPRI, ... ready: empty when waking is all it is for.
    void add(int fd, std::uint32_t events, std::function<void()> ready);
    void remove(int fd);

    // Until stop() or the source breaks for good.
    base::Result<void> run();
    void stop() { stopping_ = true; }
    // Takes what is still in the source, for at most this long: the end of a clean stop.
    void drain(std::chrono::milliseconds limit);

    // When the source was last read without an error.
    Clock::time_point drained() const { return drained_; }

private:
    void wait(Clock::duration limit);

    source::Source& source_;
    source::Sink sink_;
    std::function<void(Clock::time_point)> tick_;
    base::Fd epoll_;
    std::map<int, std::function<void()>> ready_;
    Clock::time_point next_tick_{}, drained_{};
    bool stopping_ = false;
};

}  // namespace overboard::sensor
