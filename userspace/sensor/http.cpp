// SPDX-License-Identifier: Apache-2.0
#include "sensor/http.h"

#include <poll.h>
#include <sys/epoll.h>

#include "base/log.h"

namespace overboard::sensor {
namespace {

namespace log = base::log;
constexpr auto head_start = std::chrono::milliseconds(300);  // to say its address, before the banner names it

}  // namespace

void Http::use(const Settings& settings) {
    if (supervisor_ && settings.metrics_listen == listen_ && settings.metrics_access == access_) return;
    if (loop_ && supervisor_) loop_->remove(supervisor_->poll_fd());
    former_restarts_ = restarts();
    former_refusals_ = refusals();
    supervisor_.reset();
    listen_ = settings.metrics_listen;
    access_ = settings.metrics_access;
    if (listen_.empty()) return;
    supervisor_ = std::make_unique<courier::Supervisor>(courier::Supervisor::Setup{
        .listen = listen_,
        .spawn = setup_.spawn,
        .end = setup_.end,
        .metrics = setup_.metrics,
        .health = setup_.health,
        .log = [](bool error, const std::string& line) { error ? log::error("{}", line) : log::debug("{}", line); },
        .access = [this] { return courier::read_access(access_, secrets_); }});
    supervisor_->start(Clock::now());
    watch();
}

void Http::join(Loop& loop) {
    loop_ = &loop;
    watch();
}

void Http::leave() { loop_ = nullptr; }

void Http::watch() {
    if (loop_ && supervisor_)
        loop_->add(supervisor_->poll_fd(), EPOLLIN, [this] { supervisor_->service(Clock::now()); });
}

void Http::tick(Clock::time_point now) {
    if (supervisor_) supervisor_->tick(now);
}

std::string Http::address() {
    if (!supervisor_) return {};
    const auto end = Clock::now() + head_start;
    while (supervisor_->address().empty() && supervisor_->pid() && Clock::now() < end) {
        pollfd ready{supervisor_->poll_fd(), POLLIN, 0};
        if (poll(&ready, 1, 20) > 0) supervisor_->service(Clock::now());
    }
    return supervisor_->address();
}

std::uint64_t Http::restarts() const { return former_restarts_ + (supervisor_ ? supervisor_->restarts() : 0); }

courier::Refusals Http::refusals() const {
    courier::Refusals out = former_refusals_;
    if (!supervisor_) return out;
    const auto now = supervisor_->refusals();
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += now[i];
    return out;
}

}  // namespace overboard::sensor
