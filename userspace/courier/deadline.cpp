// SPDX-License-Identifier: Apache-2.0
#include "courier/deadline.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

namespace overboard::courier {
namespace {

constexpr int highest_descriptor = 64;  // RLIMIT_NOFILE of the courier, confine.cpp

// The peer's address as bytes; empty when fd is no connected inet socket.
std::string peer(int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
    if (address.ss_family != AF_INET && address.ss_family != AF_INET6) return {};
    return {reinterpret_cast<const char*>(&address), size};
}

}  // namespace

Deadline::Deadline(std::chrono::seconds limit) : limit_(limit), thread_([this] { watch(); }) {}

Deadline::~Deadline() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Deadline::begin() {
    const std::lock_guard lock(mutex_);
    if (working_++ == 0) changed_.notify_all();
}

void Deadline::end() {
    const std::lock_guard lock(mutex_);
    --working_;
}

void Deadline::watch() {
    std::unique_lock lock(mutex_);
    while (!stop_) {
        if (working_ == 0) {
            since_.clear();
            changed_.wait(lock, [this] { return stop_ || working_ > 0; });
        } else if (!changed_.wait_for(lock, std::chrono::seconds(1), [this] { return stop_; })) {
            sweep();
        }
    }
}

void Deadline::sweep() {
    const auto now = Clock::now();
    for (int fd = 3; fd < highest_descriptor; ++fd) {
        const std::string who = peer(fd);
        auto& [known, since] = since_[fd];
        if (who != known) known = who, since = now;
        if (!who.empty() && now - since >= limit_) shutdown(fd, SHUT_RDWR);
    }
}

}  // namespace overboard::courier
