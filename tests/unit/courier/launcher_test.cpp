// SPDX-License-Identifier: Apache-2.0
#include "courier/launcher.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace {

using namespace overboard;

std::string status_of(pid_t pid, const std::string& key) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(key + ":\t")) return line.substr(key.size() + 2);
    return "";
}

// This program is no overboard: what the launcher executes ends at once, or is killed; either way it is our child.
TEST(Launcher, StartsChildrenOfTheCallerAndEndsThem) {
    auto launcher = courier::Launcher::start();
    ASSERT_TRUE(launcher) << launcher.error().message;
    int ends[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    const auto child = (*launcher)->sender(ends[1]);
    close(ends[1]);
    ASSERT_TRUE(child) << child.error().message;
    (*launcher)->end(*child);
    int status = 0;
    EXPECT_EQ(waitpid(*child, &status, 0), *child);
    char byte = 0;
    EXPECT_EQ(read(ends[0], &byte, 1), 0) << "its end of the channel went with it";
    close(ends[0]);
}

TEST(Launcher, EndsNobodyElse) {
    auto launcher = courier::Launcher::start();
    ASSERT_TRUE(launcher);
    const pid_t other = fork();
    if (other == 0) pause(), _exit(0);
    (*launcher)->end(other);
    EXPECT_EQ(waitpid(other, nullptr, WNOHANG), 0) << "still there";
    kill(other, SIGKILL);
    waitpid(other, nullptr, 0);
}

TEST(Launcher, KeepsWhatMakesANobodyAndNothingElse) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root to have something to lose";
    auto launcher = courier::Launcher::start();
    ASSERT_TRUE(launcher);
    (void)(*launcher)->sender(-1);  // it answers once it is confined
    const pid_t pid = (*launcher)->pid();
    EXPECT_EQ(status_of(pid, "CapEff"), "00000000000001e0");  // KILL, SETGID, SETUID, SETPCAP
    EXPECT_EQ(status_of(pid, "NoNewPrivs"), "1");
    EXPECT_EQ(status_of(pid, "Seccomp"), "2");
}

TEST(Launcher, EndsWithItsOwner) {
    auto launcher = courier::Launcher::start();
    ASSERT_TRUE(launcher);
    const pid_t pid = (*launcher)->pid();
    launcher->reset();
    EXPECT_NE(kill(pid, 0), 0);
}

}  // namespace
