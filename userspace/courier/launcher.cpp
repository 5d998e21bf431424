// SPDX-License-Identifier: Apache-2.0
#include "courier/launcher.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "base/file.h"
#include "courier/confine.h"
#include "courier/privileges.h"
#include "courier/spawn.h"

namespace overboard::courier {
namespace {

constexpr int answer_ms = 5000;  // a fork takes one of them
constexpr int own_channel = 3;   // a launcher's, and a courier's after its exec
constexpr const char* both_gone = "both processes that start couriers are gone; restart overboard";
constexpr Kept kept[] = {
    {CAP_SETUID, "SETUID", "couriers become nobody"},
    {CAP_SETGID, "SETGID", "couriers leave root's groups"},
    {CAP_SETPCAP, "SETPCAP", "couriers empty their bounding set"},
    {CAP_KILL, "KILL", "couriers, which are nobody's, are ended"},
};
enum What : int { start_courier, start_sender, start_twin, end_child };

struct Question {
    int what = 0;
    pid_t child = 0;
    char listen[256] = {};  // "[::1]:9435"
};

// A message with a descriptor beside it, or none (-1).
bool send_question(int channel, const Question& question, int fd) {
    iovec part{const_cast<Question*>(&question), sizeof question};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (fd >= 0) {
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        cmsghdr* const head = CMSG_FIRSTHDR(&message);
        *head = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
        std::memcpy(CMSG_DATA(head), &fd, sizeof fd);
    }
    return sendmsg(channel, &message, MSG_NOSIGNAL) == sizeof question;
}

// Nothing: the launcher is gone, or hangs.
std::optional<int> answer_of(int channel, const Question& question, int fd) {
    pollfd answered{channel, POLLIN, 0};
    int answer = 0;
    if (!send_question(channel, question, fd) || poll(&answered, 1, answer_ms) != 1 ||
        recv(channel, &answer, sizeof answer, 0) != sizeof answer)
        return std::nullopt;
    return answer;
}

// Nothing: the sensor is gone.
bool receive_question(int channel, Question& question, base::Fd& fd) {
    iovec part{&question, sizeof question};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) != sizeof question) return false;
    const cmsghdr* const head = CMSG_FIRSTHDR(&message);
    int received = -1;
    if (head && head->cmsg_type == SCM_RIGHTS) std::memcpy(&received, CMSG_DATA(head), sizeof received);
    fd.reset(received);
    return true;
}

// 0: there is no such process.
pid_t parent_of(pid_t pid) {
    const auto text = base::read_file("/proc/" + std::to_string(pid) + "/stat", 4096, base::Excess::cut).value_or("");
    const auto end = text.rfind(") ");  // of its name, which may hold anything; the state follows, and the parent
    return end == text.npos || text.size() < end + 5 ? 0 : std::atoi(text.c_str() + end + 4);
}

// The sensor's children alone: not whatever pid it is asked to end. None of them can go while it is asked, since only
// the sensor, which asks, waits for them.
int end_sibling(pid_t child) {
    if (child <= 1 || parent_of(child) != getppid()) return -ESRCH;
    return kill(child, SIGKILL) == 0 ? 0 : -errno;
}

[[noreturn]] void answer_questions(int channel);

// What it gave up stays given up in its twin; that it dies with the sensor does not.
int start_another(int channel) {
    const pid_t sensor = getppid();
    const pid_t twin = fork_as(Kin::sibling);
    if (twin != 0) return twin < 0 ? -errno : twin;
    if (!die_with(sensor)) _exit(1);
    dup2(channel, own_channel);
    close(channel);
    answer_questions(own_channel);
}

int act(const Question& question, int channel_fd) {
    if (question.what == end_child) return end_sibling(question.child);
    if (question.what == start_twin) return start_another(channel_fd);
    const auto child = question.what == start_courier ? spawn_self(channel_fd, question.listen, Kin::sibling)
                                                      : spawn_sender(channel_fd, Kin::sibling);
    return child.value_or(-EAGAIN);
}

[[noreturn]] void answer_questions(int channel) {
    Question question;
    for (base::Fd fd; receive_question(channel, question, fd); fd.reset()) {
        question.listen[sizeof question.listen - 1] = 0;
        const int answer = act(question, fd.get());
        if (send(channel, &answer, sizeof answer, MSG_NOSIGNAL) != sizeof answer) break;
    }
    _exit(0);
}

[[noreturn]] void serve(int channel, pid_t sensor) {
    const base::Fd null{open("/dev/null", O_RDWR | O_CLOEXEC)};
    for (int fd = 0; fd <= 2; ++fd) dup2(null.get(), fd);
    dup2(channel, own_channel);
    syscall(SYS_close_range, own_channel + 1, ~0U, 0);  // its twin's channel among them
    for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP}) signal(number, SIG_IGN);  // the sensor ends it
    prctl(PR_SET_NAME, "overboard-start", 0, 0, 0);
    if (!forbid_new_privileges() || !keep_told_capabilities(kept) || !forbid_tampering() || !die_with(sensor)) _exit(1);
    answer_questions(own_channel);
}

struct Ends {
    base::Fd sensors, launchers;
};

base::Result<Ends> make_channel() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return base::fail_errno("cannot make the launcher's channel", errno);
    return Ends{base::Fd{ends[0]}, base::Fd{ends[1]}};
}

}  // namespace

std::span<const Kept> kept_by_launchers() { return kept; }

base::Result<std::unique_ptr<Launcher>> Launcher::start() {
    std::array<Twin, 2> twins;
    const pid_t sensor = getpid();
    for (Twin& twin : twins) {
        auto ends = make_channel();
        if (!ends) return tl::unexpected(ends.error());
        const pid_t child = fork();
        if (child < 0) return base::fail_errno("cannot start the process that starts couriers", errno);
        if (child == 0) serve(ends->launchers.get(), sensor);
        twin = {child, std::move(ends->sensors)};
    }
    return std::unique_ptr<Launcher>(new Launcher(std::move(twins)));
}

Launcher::~Launcher() {
    for (Twin& twin : twins_) {
        if (!twin.pid) continue;
        shutdown(twin.channel.get(), SHUT_RDWR);
        waitpid(twin.pid, nullptr, 0);
    }
}

base::Result<pid_t> Launcher::courier(int channel_fd, const std::string& listen) {
    return ask_either(start_courier, channel_fd, 0, listen);
}

base::Result<pid_t> Launcher::sender(int channel_fd) { return ask_either(start_sender, channel_fd, 0, {}); }

void Launcher::end(pid_t child) { (void)ask_either(end_child, -1, child, {}); }

base::Result<pid_t> Launcher::ask_either(int what, int channel_fd, pid_t child, const std::string& listen) {
    const std::lock_guard lock(mutex_);
    return ask(what, channel_fd, child, listen);
}

base::Result<pid_t> Launcher::ask(int what, int channel_fd, pid_t child, const std::string& listen) {
    Question question{what, child, {}};
    if (listen.size() >= sizeof question.listen) return base::fail("the address to listen on is too long: " + listen);
    listen.copy(question.listen, sizeof question.listen - 1);
    for (const Twin& twin : twins_) {
        if (!twin.pid) continue;
        const auto answer = answer_of(twin.channel.get(), question, channel_fd);
        if (!answer) {
            shutdown(twin.channel.get(), SHUT_RDWR);  // a late answer must not pass for the next one's; it ends by this
            continue;
        }
        if (*answer < 0) return base::fail_errno("cannot start a courier process", -*answer);
        return *answer;
    }
    return base::fail(both_gone);
}

base::Result<void> Launcher::look_after() {
    const std::lock_guard lock(mutex_);
    for (Twin& twin : twins_)
        if (twin.pid && waitpid(twin.pid, nullptr, WNOHANG) == twin.pid) twin = {};
    for (Twin& twin : twins_)
        if (!twin.pid) replace(twin);
    if (std::ranges::all_of(twins_, [](const Twin& twin) { return !twin.pid; })) return base::fail(both_gone);
    return {};
}

void Launcher::replace(Twin& lost) {
    auto ends = make_channel();
    if (!ends) return;
    const auto child = ask(start_twin, ends->launchers.get(), 0, {});
    if (!child) return;
    lost = {*child, std::move(ends->sensors)};
    ++restarts_;
}

std::uint64_t Launcher::restarts() const {
    const std::lock_guard lock(mutex_);
    return restarts_;
}

std::array<pid_t, 2> Launcher::pids() const {
    const std::lock_guard lock(mutex_);
    return {twins_[0].pid, twins_[1].pid};
}

}  // namespace overboard::courier
