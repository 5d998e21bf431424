// SPDX-License-Identifier: Apache-2.0
#include "courier/supervisor.h"

#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "base/fd.h"
#include "courier/channel.h"

namespace overboard::courier {
namespace {

using namespace std::chrono_literals;
using Clock = Supervisor::Clock;

constexpr auto first_pause = 1s, longest_pause = 60s;
constexpr auto settled = 60s;  // a courier that ran this long died of something new
constexpr auto access_every = 2s;
constexpr auto metrics_age = 100ms;  // a courier that asks faster gets the same text: asking must not cost detection

constexpr int reap_ms = 2000;

void watch(int epoll, int fd, std::uint32_t events, int op) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    epoll_ctl(epoll, op, fd, &event);
}

}  // namespace

struct Supervisor::State {
    Setup setup;
    base::Fd epoll{epoll_create1(EPOLL_CLOEXEC)};
    std::optional<Channel> channel;
    pid_t pid = 0;
    base::Fd pidfd;
    Clock::time_point started, due;
    Clock::duration pause = first_pause;
    std::string address, last_failure, metrics, access, last_access_failure;
    Clock::time_point access_at{};
    Refusals refused{}, former_refused{};  // by this courier; by those before it
    Clock::time_point metrics_at{};
    std::uint64_t restarts = 0;
    bool failed = false;  // it said why, so its death is no news

    void start(Clock::time_point now) {
        int ends[2];
        auto rules = read_access();
        if (!rules) return missed(rules.error().message, now);
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            return missed(base::fail_errno("cannot make the courier's channel", errno).value().message, now);
        const auto child = setup.spawn(ends[1], setup.listen);
        close(ends[1]);
        channel.emplace(ends[0], max_request);
        if (!child) return missed(child.error().message, now);
        pid = *child;
        pidfd.reset(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
        watch(epoll.get(), channel->fd(), EPOLLIN, EPOLL_CTL_ADD);
        if (pidfd) watch(epoll.get(), pidfd.get(), EPOLLIN, EPOLL_CTL_ADD);
        started = now;
        failed = false;
        give_access(std::move(*rules), now);
    }

    base::Result<std::string> read_access() const {
        if (!setup.access) return encode(Access{});
        return setup.access().map([](const Access& rules) { return encode(rules); });
    }

    void give_access(std::string rules, Clock::time_point now) {
        access_at = now;
        access = std::move(rules);
        if (!answer({0, access})) end(now);
    }

    void look_at_access(Clock::time_point now) {
        if (!pid || !setup.access || now - access_at < access_every || channel->unsent()) return;
        access_at = now;
        auto rules = read_access();
        const std::string why = rules ? "" : rules.error().message;
        if (!why.empty() && why != last_access_failure) setup.log(true, why + "; the metrics are served as before");
        last_access_failure = why;
        if (rules && *rules != access) {
            give_access(std::move(*rules), now);
            setup.log(false, "the certificate or the users of the metrics have changed");
        }
    }

    void missed(const std::string& why, Clock::time_point now) {
        channel.reset();
        fail(why);
        postpone(now);
    }

    void fail(const std::string& why) {
        failed = true;
        if (why != last_failure) setup.log(true, why + "; detection goes on, the courier is tried again");
        last_failure = why;
    }

    void postpone(Clock::time_point now) {
        due = now + pause;
        pause = std::min<Clock::duration>(pause * 2, longest_pause);
    }

    void read(Clock::time_point now) {
        while (channel) {
            auto message = channel->receive();
            if (!message) return end(now);
            if (!*message) return;
            if (!take(**message, now)) return end(now);
        }
    }

    bool take(const Message& message, Clock::time_point now) {
        const std::string& text = message.text;
        if (text.starts_with("failed ")) return fail(text.substr(7)), true;
        if (text.starts_with("listening ")) {
            address = text.substr(10);
            last_failure.clear();
            setup.log(false, "metrics on " + address);
            return true;
        }
        if (channel->unsent()) return true;  // it does not read its answers: one at a time
        if (text.starts_with("metrics")) {
            refused = parse_refusals(text.substr(7), refused);
            return answer({message.id, fresh_metrics(now)});
        }
        if (text == "health") return answer({message.id, setup.health()});
        return false;
    }

    bool answer(const Message& message) {
        if (!channel->send(message)) return false;
        watch(epoll.get(), channel->fd(), EPOLLIN | (channel->unsent() ? EPOLLOUT : 0u), EPOLL_CTL_MOD);
        return true;
    }

    const std::string& fresh_metrics(Clock::time_point now) {
        if (metrics.empty() || now - metrics_at >= metrics_age) metrics = setup.metrics(), metrics_at = Clock::now();
        return metrics;
    }

    void flush(Clock::time_point now) {
        if (!channel || !channel->unsent()) return;
        if (!channel->flush()) return end(now);
        if (!channel->unsent()) watch(epoll.get(), channel->fd(), EPOLLIN, EPOLL_CTL_MOD);
    }

    // Why it ends may stand in the channel still, whatever was noticed first.
    void hear_last_words() {
        while (channel) {
            const auto message = channel->receive();
            if (!message || !*message) return;
            if ((*message)->text.starts_with("failed ")) fail((*message)->text.substr(7));
        }
    }

    // Its death, or a channel it broke: either way this courier is over.
    void end(Clock::time_point now) {
        if (!pid) return;
        hear_last_words();
        const int status = stop();
        if (!failed)
            setup.log(true,
                      "the courier process died (" + describe(status) + "); it is started again, detection goes on");
        if (now - started >= settled) pause = first_pause;
        ++restarts;
        postpone(now);
    }

    int stop() {
        setup.end(pid);
        for (std::size_t i = 0; i < refused.size(); ++i) former_refused[i] += std::exchange(refused[i], 0);
        channel.reset();
        const int status = reap(pid);
        pidfd.reset();
        pid = 0;
        address.clear();
        return status;
    }

    static std::string describe(int status) {
        return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                   : "exit code " + std::to_string(WEXITSTATUS(status));
    }

    bool dead() const {
        siginfo_t info{};
        return pid && waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
               info.si_pid == pid;
    }
};

void kill_child(pid_t child) { kill(child, SIGKILL); }

int reap(pid_t child) {
    const base::Fd ended{static_cast<int>(syscall(SYS_pidfd_open, child, 0))};
    pollfd ready{ended.get(), POLLIN, 0};
    if (ended) poll(&ready, 1, reap_ms);
    int status = 0;
    waitpid(child, &status, WNOHANG);
    return status;
}

Supervisor::Supervisor(Setup setup) : state_(std::make_unique<State>()) { state_->setup = std::move(setup); }

Supervisor::~Supervisor() {
    if (state_->pid) state_->stop();
}

void Supervisor::start(Clock::time_point now) { state_->start(now); }
int Supervisor::poll_fd() const { return state_->epoll.get(); }

void Supervisor::service(Clock::time_point now) {
    state_->flush(now);
    state_->read(now);
    if (state_->dead()) state_->end(now);
}

void Supervisor::tick(Clock::time_point now) {
    if (state_->dead()) state_->end(now);
    if (!state_->pid && now >= state_->due) state_->start(now);
    state_->look_at_access(now);
}

const std::string& Supervisor::address() const { return state_->address; }
std::uint64_t Supervisor::restarts() const { return state_->restarts; }

Refusals Supervisor::refusals() const {
    Refusals out = state_->former_refused;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += state_->refused[i];
    return out;
}

pid_t Supervisor::pid() const { return state_->pid; }

}  // namespace overboard::courier
