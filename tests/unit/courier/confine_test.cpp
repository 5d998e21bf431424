// SPDX-License-Identifier: Apache-2.0
// What couriers can no longer do, tried in processes that were confined.
#include "courier/confine.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <netdb.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

#include "courier/landlock.h"
#include "courier/privileges.h"

namespace {

using namespace overboard;
using courier::Reach;

// The errno with which it failed in a confined process; 0: it succeeded.
int confined(Reach reach, const std::function<long()>& attempt, bool stays_root = false) {
    const pid_t parent = getpid(), child = fork();
    if (child == 0) {
        if (stays_root && !courier::keep_capabilities({})) _exit(254);
        if (!courier::confine(parent, reach)) _exit(255);
        errno = 0;
        _exit(attempt() < 0 ? errno : 0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

long bpf() {
    bpf_attr attributes{};
    return syscall(SYS_bpf, BPF_MAP_LOOKUP_ELEM, &attributes, sizeof attributes);
}

TEST(ConfinedCourier, ReachesNothingButWhatItHas) {
    char* const none[] = {nullptr};
    EXPECT_EQ(confined(Reach::nothing, [] { return open("/etc/hosts", O_RDONLY); }), EPERM);
    EXPECT_EQ(confined(Reach::nothing, [] { return socket(AF_INET, SOCK_STREAM, 0); }), EPERM);
    EXPECT_EQ(confined(Reach::nothing, [] { return connect(0, nullptr, 0); }), EPERM);
    for (const Reach reach : {Reach::nothing, Reach::outgoing}) {
        EXPECT_EQ(confined(reach, bpf), EPERM);
        EXPECT_EQ(confined(reach, [] { return ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr); }), EPERM);
        EXPECT_EQ(confined(reach, [&] { return execve("/bin/true", none, none); }), EPERM);
        EXPECT_EQ(confined(reach, [] { return kill(getppid(), 0); }), EPERM);
        EXPECT_EQ(confined(reach, [] { return open("/tmp/courier", O_WRONLY | O_CREAT, 0600); }), EPERM);
        EXPECT_EQ(confined(reach, [] { return socket(AF_UNIX, SOCK_STREAM, 0); }), EPERM);
        EXPECT_EQ(confined(reach, [] { return socket(AF_NETLINK, SOCK_RAW, 0); }), EPERM);
    }
}

TEST(ConfinedSender, ReadsTheFilesOfTheResolverAndNoOther) {
    EXPECT_EQ(confined(Reach::outgoing, [] { return open("/etc/hosts", O_RDONLY); }), 0);
    if (!courier::has_landlock()) GTEST_SKIP() << "this kernel has no Landlock";
    EXPECT_EQ(confined(Reach::outgoing, [] { return open("/proc/self/status", O_RDONLY); }), EACCES);
    EXPECT_EQ(confined(Reach::outgoing, [] { return open("/usr/bin/env", O_RDONLY); }), EACCES);
    EXPECT_EQ(confined(Reach::outgoing, [] { return open("/", O_RDONLY | O_DIRECTORY); }), EACCES);
}

// In a pod it has no capability to become somebody else: as root it could read what lies in /etc, its sinks' secrets
// too.
TEST(ConfinedSender, AsRootReadsNothingBesideThem) {
    if (geteuid() != 0 || !courier::has_landlock()) GTEST_SKIP() << "needs root and Landlock";
    const auto as_in_a_pod = [](const char* path) {
        return confined(
            Reach::outgoing, [=] { return open(path, O_RDONLY); }, true);
    };
    EXPECT_EQ(as_in_a_pod("/etc/hosts"), 0);
    EXPECT_EQ(as_in_a_pod("/etc/passwd"), EACCES);
}

TEST(ConfinedSender, StillResolvesNamesAndConnects) {
    EXPECT_EQ(confined(Reach::outgoing,
                       [] {
                           addrinfo* found = nullptr;
                           return getaddrinfo("localhost", "443", nullptr, &found) == 0 ? 0 : (errno = ENOENT, -1);
                       }),
              0);
    EXPECT_EQ(confined(Reach::outgoing, [] { return socket(AF_INET, SOCK_STREAM, 0); }), 0);
}

}  // namespace
