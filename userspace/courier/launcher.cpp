// SPDX-License-Identifier: Apache-2.0
#include "courier/launcher.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "courier/confine.h"
#include "courier/privileges.h"
#include "courier/spawn.h"

namespace overboard::courier {
namespace {

constexpr int answer_ms = 5000;  // a fork takes one of them
enum What : int { start_courier, start_sender, end_child };

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

class Children {
public:
    int act(const Question& question, int channel_fd) {
        if (question.what == end_child) return end(question.child);
        const auto child = question.what == start_courier ? spawn_self(channel_fd, question.listen, Kin::sibling)
                                                          : spawn_sender(channel_fd, Kin::sibling);
        if (!child) return -EAGAIN;
        pids_.push_back(*child);
        return *child;
    }

private:
    // Not whatever pid it is asked to.
    int end(pid_t child) {
        const auto found = std::ranges::find(pids_, child);
        if (found == pids_.end()) return -ESRCH;
        kill(child, SIGKILL);
        pids_.erase(found);
        return 0;
    }

    std::vector<pid_t> pids_;
};

[[noreturn]] void serve(int channel, pid_t sensor) {
    const base::Fd null{open("/dev/null", O_RDWR | O_CLOEXEC)};
    for (int fd = 0; fd <= 2; ++fd) dup2(null.get(), fd);
    for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP}) signal(number, SIG_IGN);  // the sensor ends it
    prctl(PR_SET_NAME, "overboard-start", 0, 0, 0);
    constexpr cap_value_t kept[] = {CAP_SETUID, CAP_SETGID, CAP_SETPCAP, CAP_KILL};
    if (!forbid_new_privileges() || !keep_capabilities(kept) || !forbid_tampering() || !die_with(sensor)) _exit(1);
    Children children;
    Question question;
    for (base::Fd fd; receive_question(channel, question, fd); fd.reset()) {
        question.listen[sizeof question.listen - 1] = 0;
        const int answer = children.act(question, fd.get());
        if (send(channel, &answer, sizeof answer, MSG_NOSIGNAL) != sizeof answer) break;
    }
    _exit(0);
}

}  // namespace

base::Result<std::unique_ptr<Launcher>> Launcher::start() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return base::fail_errno("cannot make the launcher's channel", errno);
    base::Fd own{ends[0]};
    const base::Fd its{ends[1]};
    const pid_t sensor = getpid(), child = fork();
    if (child < 0) return base::fail_errno("cannot start the process that starts couriers", errno);
    if (child == 0) {
        own.reset();
        serve(its.get(), sensor);
    }
    return std::unique_ptr<Launcher>(new Launcher(child, std::move(own)));
}

Launcher::~Launcher() {
    shutdown(channel_.get(), SHUT_RDWR);
    waitpid(pid_, nullptr, 0);
}

base::Result<pid_t> Launcher::courier(int channel_fd, const std::string& listen) {
    return ask(start_courier, channel_fd, 0, listen);
}

base::Result<pid_t> Launcher::sender(int channel_fd) { return ask(start_sender, channel_fd, 0, {}); }

void Launcher::end(pid_t child) { (void)ask(end_child, -1, child, {}); }

base::Result<pid_t> Launcher::ask(int what, int channel_fd, pid_t child, const std::string& listen) {
    Question question{what, child, {}};
    if (listen.size() >= sizeof question.listen) return base::fail("the address to listen on is too long: " + listen);
    listen.copy(question.listen, sizeof question.listen - 1);
    const std::lock_guard lock(mutex_);
    pollfd answered{channel_.get(), POLLIN, 0};
    int answer = 0;
    if (!send_question(channel_.get(), question, channel_fd) || poll(&answered, 1, answer_ms) != 1 ||
        recv(channel_.get(), &answer, sizeof answer, 0) != sizeof answer)
        return base::fail("the process that starts couriers is gone; restart overboard");
    if (answer < 0) return base::fail_errno("cannot start a courier process", -answer);
    return answer;
}

}  // namespace overboard::courier
