// SPDX-License-Identifier: Apache-2.0
#include "courier/spawn.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace overboard::courier {
namespace {

constexpr int channel_in_child = 3;

// Between fork and exec: only calls that are safe after a fork.
[[noreturn]] void become_courier(int channel_fd, char* const argv[]) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd <= 2; ++fd) dup2(null, fd);
    if (channel_fd == channel_in_child)
        fcntl(channel_fd, F_SETFD, 0);
    else
        dup2(channel_fd, channel_in_child);
    syscall(SYS_close_range, channel_in_child + 1, ~0U, 0);
    char* const environment[] = {nullptr};
    execve("/proc/self/exe", argv, environment);
    _exit(127);
}

pid_t parent_of(Kin kin) { return kin == Kin::child ? getpid() : getppid(); }

base::Result<pid_t> spawn(int channel_fd, Kin kin, const std::vector<char*>& argv) {
    const pid_t child = fork_as(kin);
    if (child < 0) return base::fail_errno("cannot start the courier process", errno);
    if (child == 0) become_courier(channel_fd, argv.data());
    return child;
}

}  // namespace

// glibc has no call for a sibling without a stack of its own.
pid_t fork_as(Kin kin) {
    if (kin == Kin::child) return fork();
    return static_cast<pid_t>(syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0));
}

base::Result<pid_t> spawn_self(int channel_fd, const std::string& listen, Kin kin) {
    std::string parent = std::to_string(parent_of(kin)), address = listen;
    char program[] = "overboard", command[] = "courier";
    return spawn(channel_fd, kin, {program, command, parent.data(), address.data(), nullptr});
}

base::Result<pid_t> spawn_sender(int channel_fd, Kin kin) {
    std::string parent = std::to_string(parent_of(kin));
    char program[] = "overboard", command[] = "sender";
    return spawn(channel_fd, kin, {program, command, parent.data(), nullptr});
}

}  // namespace overboard::courier
