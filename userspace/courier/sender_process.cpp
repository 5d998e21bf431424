// SPDX-License-Identifier: Apache-2.0
#include "courier/sender_process.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace overboard::courier {
namespace {

constexpr std::int64_t first_pause_ms = 500, longest_pause_ms = 60'000;
constexpr std::int64_t settled_ms = 60'000;  // one that ran this long died of something new

}  // namespace

SenderProcess::~SenderProcess() {
    if (pid_ != 0) stop();
}

void SenderProcess::stop() {
    end_(pid_);
    channel_.reset();
    reap(pid_);
}

bool SenderProcess::ensure(std::int64_t now_ms) {
    if (pid_ != 0) return true;
    if (now_ms < due_ms_) return false;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return false;
    const auto child = spawn_(ends[1]);
    close(ends[1]);
    channel_.emplace(ends[0], max_outcome);
    pid_ = child.value_or(0);
    started_ms_ = now_ms;
    if (!child) end(now_ms, child.error().message);
    return pid_ != 0;
}

void SenderProcess::end(std::int64_t now_ms, const std::string& why) {
    if (pid_ != 0) {
        stop();
        ++restarts_;
    }
    log_(true, why + "; the sender process is started again, detection goes on, and no alert is lost");
    pid_ = 0;
    channel_.reset();
    if (now_ms - started_ms_ >= settled_ms) pause_ms_ = 0;
    pause_ms_ = std::clamp(pause_ms_ * 2, first_pause_ms, longest_pause_ms);
    due_ms_ = now_ms + pause_ms_;
}

bool SenderProcess::send(std::uint32_t number, const sinks::Request& request, std::int64_t now_ms) {
    if (!channel_) return false;
    const auto sent = channel_->send({number, encode(request)});
    if (!sent) end(now_ms, "the sender process died");
    return sent.has_value();
}

std::optional<std::pair<std::uint32_t, Outcome>> SenderProcess::receive(std::int64_t now_ms) {
    if (!channel_) return std::nullopt;
    auto message = channel_->receive();
    if (!message) return end(now_ms, "the sender process died"), std::nullopt;
    if (!*message) return std::nullopt;
    auto outcome = decode_outcome((*message)->text);
    if (!outcome) return end(now_ms, outcome.error().message), std::nullopt;
    if ((*message)->id == 0) return end(now_ms, outcome->error), std::nullopt;  // it could not begin
    return std::pair{(*message)->id, std::move(*outcome)};
}

bool SenderProcess::flush(std::int64_t now_ms) {
    if (!channel_) return false;
    const auto done = channel_->flush();
    if (!done) end(now_ms, "the sender process died");
    return done.has_value();
}

}  // namespace overboard::courier
