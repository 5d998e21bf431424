// SPDX-License-Identifier: Apache-2.0
// The sensor's side of the sender: starts it, hands it requests, starts it again when it dies.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "courier/channel.h"
#include "courier/parcel.h"
#include "courier/supervisor.h"

namespace overboard::courier {

// Starts a process that calls run_sender() with this end of the channel, which it owns. Gives its pid.
using SpawnSender = std::function<base::Result<pid_t>(int channel_fd)>;

// Used by one thread, which must live as long as the process it starts (it dies with that thread).
class SenderProcess {
public:
    SenderProcess(SpawnSender spawn, std::function<void(bool is_error, const std::string&)> log, End end = kill_child)
        : spawn_(std::move(spawn)), log_(std::move(log)), end_(std::move(end)) {}
    ~SenderProcess();
    SenderProcess(const SenderProcess&) = delete;
    SenderProcess& operator=(const SenderProcess&) = delete;

    // Starts it when it does not run and is due. Gives whether it runs.
    bool ensure(std::int64_t now_ms);
    // False: it is gone, and what was under way with it.
    bool send(std::uint32_t number, const sinks::Request& request, std::int64_t now_ms);
    // The next outcome. Nothing: none yet, or it died (then running() is false).
    std::optional<std::pair<std::uint32_t, Outcome>> receive(std::int64_t now_ms);
    bool flush(std::int64_t now_ms);

    bool running() const { return pid_ != 0; }
    int fd() const { return channel_ ? channel_->fd() : -1; }
    bool unsent() const { return channel_ && channel_->unsent(); }
    std::uint64_t restarts() const { return restarts_; }
    pid_t pid() const { return pid_; }
    void end(std::int64_t now_ms, const std::string& why);

private:
    void stop();

    SpawnSender spawn_;
    std::function<void(bool, const std::string&)> log_;
    End end_;
    std::optional<Channel> channel_;
    pid_t pid_ = 0;
    std::int64_t due_ms_ = 0, pause_ms_ = 0, started_ms_ = 0;
    std::uint64_t restarts_ = 0;
};

}  // namespace overboard::courier
