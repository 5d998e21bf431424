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

// What the launcher executes is this very program: it must not run the tests once more.
__attribute__((constructor)) void end_as_a_courier(int argc, char** argv) {
    if (argc > 1 && std::string{argv[0]} == "overboard") alarm(60), pause(), _exit(0);
}

std::string status_of(pid_t pid, const std::string& key) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(key + ":\t")) return line.substr(key.size() + 2);
    return "";
}

// What the launcher starts waits to be killed, and is our child.
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

TEST(Launcher, EndsNobodyButTheChildrenOfItsOwner) {
    auto launcher = courier::Launcher::start();
    ASSERT_TRUE(launcher);
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        const pid_t grandchild = fork();
        if (grandchild == 0) pause(), _exit(0);
        (void)!write(ends[1], &grandchild, sizeof grandchild);
        int status = 0;
        waitpid(grandchild, &status, 0);
        _exit(WTERMSIG(status));
    }
    pid_t other = 0;
    ASSERT_EQ(read(ends[0], &other, sizeof other), static_cast<ssize_t>(sizeof other));
    (*launcher)->end(other);
    EXPECT_EQ(kill(other, 0), 0) << "still there";
    kill(other, SIGTERM);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), SIGTERM) << "and not by the launcher";
    for (const int end : ends) close(end);
}

void kill_and_await(pid_t pid) {
    kill(pid, SIGKILL);
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
}

TEST(Launcher, OneThatDiesIsReplacedByItsTwinAgainAndAgain) {
    auto launcher = courier::Launcher::start();
    ASSERT_TRUE(launcher);
    for (std::uint64_t round = 1; round <= 4; ++round) {
        const auto before = (*launcher)->pids();
        const pid_t lost = before[round % 2];
        kill_and_await(lost);
        ASSERT_TRUE((*launcher)->look_after());
        const auto now = (*launcher)->pids();
        EXPECT_EQ((*launcher)->restarts(), round);
        EXPECT_NE(now[round % 2], lost);
        EXPECT_EQ(now[1 - round % 2], before[1 - round % 2]);
        EXPECT_EQ(status_of(now[round % 2], "PPid"), std::to_string(getpid()));
        EXPECT_EQ(status_of(now[round % 2], "Seccomp"), "2");
    }
    const auto child = (*launcher)->sender(-1);
    ASSERT_TRUE(child) << child.error().message;
    (*launcher)->end(*child);
    EXPECT_EQ(waitpid(*child, nullptr, 0), *child);
}

TEST(Launcher, AskedBeforeItWasLookedAfterTheTwinAnswers) {
    auto launcher = courier::Launcher::start();
    ASSERT_TRUE(launcher);
    kill_and_await((*launcher)->pids()[0]);
    const auto child = (*launcher)->sender(-1);
    ASSERT_TRUE(child) << child.error().message;
    (*launcher)->end(*child);
    EXPECT_EQ(waitpid(*child, nullptr, 0), *child);
}

TEST(Launcher, BothGoneIsASentence) {
    auto launcher = courier::Launcher::start();
    ASSERT_TRUE(launcher);
    for (const pid_t pid : (*launcher)->pids()) kill_and_await(pid);
    const auto done = (*launcher)->look_after();
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().message.find("restart overboard"), std::string::npos);
    EXPECT_FALSE((*launcher)->sender(-1));
}

TEST(Launcher, KeepsWhatMakesANobodyAndNothingElse) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root to have something to lose";
    auto launcher = courier::Launcher::start();
    ASSERT_TRUE(launcher);
    kill_and_await((*launcher)->pids()[1]);
    ASSERT_TRUE((*launcher)->look_after()) << "the other answers once it is confined";
    for (const pid_t pid : (*launcher)->pids()) {
        EXPECT_EQ(status_of(pid, "CapEff"), "00000000000001e0");  // KILL, SETGID, SETUID, SETPCAP
        EXPECT_EQ(status_of(pid, "NoNewPrivs"), "1");
        EXPECT_EQ(status_of(pid, "Seccomp"), "2");
    }
}

TEST(Launcher, EndsWithItsOwner) {
    auto launcher = courier::Launcher::start();
    ASSERT_TRUE(launcher);
    const auto pids = (*launcher)->pids();
    launcher->reset();
    for (const pid_t pid : pids) EXPECT_NE(kill(pid, 0), 0);
}

}  // namespace
