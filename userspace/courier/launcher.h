// SPDX-License-Identifier: Apache-2.0
// Starts couriers and senders for a sensor that no longer may: its system call filter, which whatever it starts would
// inherit, has neither exec nor sockets. A process of its own, forked before the sensor has anything worth keeping.
#pragma once

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace overboard::courier {

class Launcher {
public:
    // Forks. Call in a process of one thread, before it opens or learns anything. Of the caller's privileges the
    // launcher keeps those by which couriers become nobody, and by which they are ended.
    static base::Result<std::unique_ptr<Launcher>> start();
    ~Launcher();  // ends it; couriers are the caller's children, and stay

    // From any thread, also once the caller is confined: as spawn_self() and spawn_sender(). channel_fd: borrowed.
    base::Result<pid_t> courier(int channel_fd, const std::string& listen);
    base::Result<pid_t> sender(int channel_fd);
    // Kills one that it started and that was not waited for yet. They run as nobody, whom the caller may not signal.
    void end(pid_t child);

    pid_t pid() const { return pid_; }

private:
    Launcher(pid_t pid, base::Fd channel) : pid_(pid), channel_(std::move(channel)) {}
    base::Result<pid_t> ask(int what, int channel_fd, pid_t child, const std::string& listen);

    const pid_t pid_;
    const base::Fd channel_;
    std::mutex mutex_;  // one question at a time
};

}  // namespace overboard::courier
