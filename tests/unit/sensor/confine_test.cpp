// SPDX-License-Identifier: Apache-2.0
// What a confined sensor can no longer do, tried in a process that was confined.
#include "sensor/confine.h"

#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <signal.h>
#include <sys/capability.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <functional>
#include <thread>

#include "courier/privileges.h"

namespace {

using namespace overboard;

// The errno with which it failed in a confined process; 0: it succeeded.
int confined(const std::function<long()>& attempt, bool local_sockets = false) {
    const pid_t child = fork();
    if (child == 0) {
        if (!sensor::keep_what_is_needed({}) || !sensor::filter_system_calls(local_sockets)) _exit(255);
        errno = 0;
        _exit(attempt() < 0 ? errno : 0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

long bpf_command(int command) {
    bpf_attr attributes{};
    return syscall(SYS_bpf, command, &attributes, sizeof attributes);
}

TEST(ConfinedSensor, OpensNoSocket) {
    for (const int family : {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET})
        EXPECT_EQ(confined([&] { return socket(family, SOCK_STREAM, 0); }), EPERM) << family;
    EXPECT_EQ(confined([] { return socket(AF_UNIX, SOCK_DGRAM, 0); }, true), 0) << "for a syslog sink";
    EXPECT_EQ(confined([] { return socket(AF_INET, SOCK_STREAM, 0); }, true), EPERM);
}

TEST(ConfinedSensor, StartsNoProcessAndTouchesNoOther) {
    const pid_t victim = getpid();
    char byte = 0;
    iovec here{&byte, 1}, there{&byte, 1};
    char* const none[] = {nullptr};
    EXPECT_EQ(confined([&] { return execve("/bin/true", none, none); }), EPERM);
    EXPECT_EQ(confined([] { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }), EPERM);
    EXPECT_EQ(confined([&] { return ptrace(PTRACE_ATTACH, victim, nullptr, nullptr); }), EPERM);
    EXPECT_EQ(confined([&] { return process_vm_writev(victim, &here, 1, &there, 1, 0); }), EPERM);
    EXPECT_EQ(confined([&] { return kill(victim, 0); }), EPERM);
    EXPECT_EQ(confined([&] { return syscall(SYS_tgkill, victim, victim, 0); }), EPERM);
    EXPECT_EQ(confined([] { return syscall(SYS_setns, 0, 0); }), EPERM);
    EXPECT_EQ(confined([] { return unshare(CLONE_NEWUSER); }), EPERM);
    EXPECT_EQ(confined([] { return mount("none", "/mnt", "tmpfs", 0, nullptr); }), EPERM);
    EXPECT_EQ(confined([] { return setuid(65534); }), EPERM);
}

// An invalid argument is the kernel's answer to an empty one: the filter let these through.
TEST(ConfinedSensor, ReadsAndWritesMapsButMakesNone) {
    for (const int command : {BPF_PROG_LOAD, BPF_MAP_CREATE, BPF_ITER_CREATE, BPF_OBJ_PIN, BPF_PROG_GET_FD_BY_ID})
        EXPECT_EQ(confined([&] { return bpf_command(command); }), EPERM) << command;
    for (const int command : {BPF_MAP_LOOKUP_ELEM, BPF_MAP_UPDATE_ELEM, BPF_LINK_CREATE})
        EXPECT_EQ(confined([&] { return bpf_command(command); }), EINVAL) << command;
}

TEST(ConfinedSensor, StillHasFilesThreadsAndTheProcessesOfOthers) {
    EXPECT_EQ(confined([] { return std::ifstream("/proc/self/status").good() ? 0 : -1; }), 0);
    EXPECT_EQ(confined([] { return std::thread([] {}).join(), 0; }), 0);
    EXPECT_EQ(confined([] { return std::ofstream("/dev/null") << "x" ? 0 : -1; }), 0);
    EXPECT_EQ(confined([] {
                  char to[64];
                  return readlink("/proc/2/ns/net", to, sizeof to);
              }),
              geteuid() ? EACCES : 0);
}

TEST(ConfinedSensor, FiltersEveryThread) {
    const int failed_with = confined([] { return 0; });
    ASSERT_EQ(failed_with, 0);
    const pid_t child = fork();
    if (child == 0) {
        std::atomic<bool> ready = false;
        int before = 0;
        std::thread early([&] {
            while (!ready) std::this_thread::yield();
            before = socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
        });
        const bool filtered = sensor::filter_system_calls(false).has_value();
        ready = true;
        early.join();
        _exit(filtered ? before : 255);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), EPERM);
}

TEST(ConfinedSensor, KeepsTheCapabilitiesThatItSays) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root to have something to lose";
    const auto still = [](cap_value_t capability) {
        return confined([=] { return courier::holds(capability) ? 0 : (errno = EPERM, -1); }) == 0;
    };
    EXPECT_TRUE(still(CAP_SYS_PTRACE));
    EXPECT_TRUE(still(CAP_DAC_READ_SEARCH));
    for (const cap_value_t gone :
         {CAP_SYS_ADMIN, CAP_SETUID, CAP_KILL, CAP_DAC_OVERRIDE, CAP_NET_ADMIN, CAP_SYS_MODULE})
        EXPECT_FALSE(still(gone)) << gone;
}

TEST(KeptCapabilities, DependOnWhatTheKernelAsksFor) {
    const auto names = [](int major, int minor) {
        std::string out;
        for (const auto& one : sensor::kept_capabilities(major, minor))
            out += std::string(out.empty() ? "" : " ") + one.name;
        return out;
    };
    EXPECT_EQ(names(6, 1), "SYS_PTRACE DAC_READ_SEARCH");
    EXPECT_EQ(names(5, 19), names(6, 1));
    EXPECT_EQ(names(5, 10), "SYS_PTRACE DAC_READ_SEARCH BPF PERFMON");
}

}  // namespace
