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
    // A record that is no sign of an attack, and leaves its ring nearly empty, wakes nobody and waits this long at
    // most. After a second without any record twice as long will do: waking costs an idle node up to 40 us each.
    static constexpr auto busy_sleep = std::chrono::milliseconds(50), idle_sleep = std::chrono::milliseconds(100);
    static constexpr auto idle_after = std::chrono::seconds(1);
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
    Clock::time_point next_tick_{}, drained_{}, last_record_{};
    bool stopping_ = false;
};

}  // namespace overboard::sensor
