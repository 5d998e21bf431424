// SPDX-License-Identifier: Apache-2.0
// Starts couriers and senders for a sensor that no longer may: its system call filter, which whatever it starts would
// inherit, has neither exec nor sockets. Two processes of their own, forked before the sensor has anything worth
// keeping; each can start what the other can, another launcher among it, so that one that dies is replaced.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "base/fd.h"
#include "base/result.h"
#include "courier/privileges.h"

namespace overboard::courier {

// What each of the two keeps, of what the sensor was started with; in a pod that is nothing.
std::span<const Kept> kept_by_launchers();

class Launcher {
public:
    // Forks. Call in a process of one thread, before it opens or learns anything. Of the caller's privileges the
    // launchers keep those by which couriers become nobody, and by which they are ended.
    static base::Result<std::unique_ptr<Launcher>> start();
    ~Launcher();  // ends them; couriers are the caller's children, and stay

    // From any thread, also once the caller is confined: as spawn_self() and spawn_sender(). channel_fd: borrowed.
    base::Result<pid_t> courier(int channel_fd, const std::string& listen);
    base::Result<pid_t> sender(int channel_fd);
    // Kills one that it started and that was not waited for yet. They run as nobody, whom the caller may not signal.
    void end(pid_t child);

    // From any thread, now and then: lets the twin of one that died start another. Fails, each time, while neither
    // is left.
    base::Result<void> look_after();
    std::uint64_t restarts() const;  // launchers that died and were replaced

    std::array<pid_t, 2> pids() const;  // 0: not running

private:
    struct Twin {
        pid_t pid = 0;  // 0: not running
        base::Fd channel;
    };
    explicit Launcher(std::array<Twin, 2> twins) : twins_(std::move(twins)) {}
    base::Result<pid_t> ask(int what, int channel_fd, pid_t child, const std::string& listen);
    base::Result<pid_t> ask_either(int what, int channel_fd, pid_t child, const std::string& listen);
    void replace(Twin& lost);

    mutable std::mutex mutex_;  // one question at a time
    std::array<Twin, 2> twins_;
    std::uint64_t restarts_ = 0;
};

}  // namespace overboard::courier
