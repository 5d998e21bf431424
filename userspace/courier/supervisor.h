// SPDX-License-Identifier: Apache-2.0
// The sensor's side of the courier: starts it, answers it, starts it again when it dies.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "courier/access.h"
#include "courier/refusals.h"

namespace overboard::courier {

// Starts a process that calls courier::run() with this end of the channel, which it owns; the caller keeps
// nothing of it. Gives its pid.
using Spawn = std::function<base::Result<pid_t>(int channel_fd, const std::string& listen)>;

// Kills a process that Spawn or SpawnSender started; it is waited for by the caller.
using End = std::function<void(pid_t)>;
void kill_child(pid_t child);  // where nothing stands in the way of a signal

// Waits for a child that was told to end, for two seconds at most: one that no signal reaches dies with this process.
// Gives its status, as waitpid() does.
int reap(pid_t child);

class Supervisor {
public:
    using Clock = std::chrono::steady_clock;
    struct Setup {
        std::string listen;  // as parse_address() takes it
        Spawn spawn;
        End end = kill_child;
        std::function<std::string()> metrics, health;  // the answers; health is "ready\n" or what is missing
        std::function<void(bool is_error, const std::string&)> log;
        // Read at each start and every five seconds, and given to the courier when it changed. Empty: anybody, in
        // plain HTTP. A failure before the first is one of the start; later the former rules stay.
        std::function<base::Result<Access>()> access = {};
    };
    explicit Supervisor(Setup setup);
    ~Supervisor();  // ends the courier

    void start(Clock::time_point now);
    // Stays the same over restarts: readable when service() has something to do.
    int poll_fd() const;
    void service(Clock::time_point now);
    // At least every second: starts a courier that is due.
    void tick(Clock::time_point now);

    const std::string& address() const;  // where it listens; empty until it has said so
    std::uint64_t restarts() const;
    Refusals refusals() const;  // of all couriers so far
    pid_t pid() const;          // 0: not running

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace overboard::courier
