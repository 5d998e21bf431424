// SPDX-License-Identifier: Apache-2.0
#include "sensor/loop.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>

namespace overboard::sensor {

using namespace std::chrono_literals;

Loop::Loop(source::Source& source, source::Sink sink, std::function<void(Clock::time_point)> tick)
    : source_(source), sink_(std::move(sink)), tick_(std::move(tick)), epoll_(epoll_create1(EPOLL_CLOEXEC)) {}

void Loop::add(int fd, std::uint32_t events, std::function<void()> ready) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
    ready_[fd] = std::move(ready);
}

void Loop::remove(int fd) {
    epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
    ready_.erase(fd);
}

base::Result<void> Loop::run() {
    while (!stopping_) {
        const auto taken = source_.drain(sink_);
        if (!taken) return tl::unexpected(taken.error());
        drained_ = Clock::now();
        if (drained_ >= next_tick_) {
            tick_(drained_);
            next_tick_ = drained_ + tick_every;
        }
        if (*taken) last_record_ = drained_;
        wait(*taken ? 0ms : drained_ - last_record_ < idle_after ? busy_sleep : idle_sleep);
    }
    return {};
}

void Loop::wait(Clock::duration limit) {
    std::array<epoll_event, 16> events;
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
    const int ready = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), static_cast<int>(ms));
    for (int i = 0; i < ready; ++i) {
        const auto found = ready_.find(events[static_cast<std::size_t>(i)].data.fd);
        if (found == ready_.end() || !found->second) continue;
        const auto call = found->second;  // a copy: it may remove itself
        call();
    }
}

void Loop::drain(std::chrono::milliseconds limit) {
    const auto end = Clock::now() + limit;
    for (auto taken = source_.drain(sink_); taken && *taken && Clock::now() < end;) taken = source_.drain(sink_);
}

}  // namespace overboard::sensor
