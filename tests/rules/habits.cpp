// SPDX-License-Identifier: Apache-2.0
// Habits are notices, novelties are alerts; and what habits must not lower.
#include "rules/shipped.h"

namespace overboard::test {
namespace {

Observed& learnt(Observed& seen) {
    seen.habits().learnt = seen.habits().program = true;
    return seen;
}
Observed& usual(Observed& seen) {
    seen.habits().usual = seen.habits().program = true;
    return seen;
}
Observed& below(Observed& seen) {
    seen.habits().below = true;
    return seen;
}

Decoded lineage_exec(const FileSpec& exe, const std::vector<std::string>& args) {
    return in_lineage(exec(exe)).args(args).event();
}

TEST(Habit, ALearntShellIsANotice) {
    Observed mail{lineage_exec({"/bin/sh", ""}, {"sh", "-c", "sendmail -t"})};
    EXPECT_EQ(verdict(learnt(mail)), "web-shell-learnt notice");
    Observed varied{lineage_exec({"/bin/sh", ""}, {"sh", "-c", "sendmail -f a"})};
    EXPECT_EQ(verdict(usual(varied)), "web-shell-learnt notice");
    Observed novel{lineage_exec({"/bin/sh", ""}, {"sh", "-c", "sendmail -f a; id"})};
    EXPECT_EQ(verdict(novel), "web-shell critical");
}

TEST(Habit, ALearntProgramIsSilentAndALearntToolANotice) {
    Observed git{lineage_exec({"/usr/bin/git", ""}, {"git", "rev-parse"})};
    EXPECT_EQ(verdict(learnt(git)), "");
    Observed convert{lineage_exec({"/usr/bin/convert", ""}, {"convert", "a", "b"})};
    EXPECT_EQ(verdict(usual(convert)), "web-exec notice");
    Observed curl{lineage_exec({"/usr/bin/curl", ""}, {"curl", "localhost"})};
    EXPECT_EQ(verdict(learnt(curl)), "web-exec-learnt notice");
}

TEST(Habit, WhatALearntShellDoesBeyondItsHabitIsRaised) {
    const auto under = [](const char* exe, std::vector<std::string> args) {
        auto seen = std::make_unique<Observed>(lineage_exec({exe, ""}, args));
        seen->parent("/usr/bin/dash", 150).parent("/usr/bin/ruby3.1", kServer);
        return seen;
    };
    EXPECT_EQ(verdict(below(*under("/usr/bin/curl", {"curl", "evil"}))), "web-exec-beyond-tool critical");
    EXPECT_EQ(verdict(below(*under("/usr/bin/id", {"id"}))), "web-exec-beyond warning");
    EXPECT_EQ(verdict(below(*under("/bin/bash", {"bash", "-i"}))), "web-shell critical");
    auto sendmail = under("/usr/sbin/sendmail", {"sendmail", "-t"});
    EXPECT_EQ(verdict(learnt(below(*sendmail))), "");
    FileSpec payload{"/tmp/x", ""};
    payload.flags |= OB_FILE_UPPER;
    Observed dropped{lineage_exec(payload, {"x"})};
    EXPECT_EQ(verdict(below(dropped)), "web-exec-dropped critical");
    // Below a shell that was raised nothing is raised again.
    EXPECT_EQ(verdict(*under("/usr/bin/id", {"id"})), "");
}

TEST(Habit, LowersNothingButWhatItIsAHabitOf) {
    FileSpec payload{"/tmp/x", ""};
    payload.flags |= OB_FILE_UPPER;
    Observed dropped{lineage_exec(payload, {"x"})};
    EXPECT_EQ(verdict(learnt(usual(dropped))), "web-exec-dropped critical");
    Observed socket{in_lineage(connect_unix("/run/x.sock", {"/run/docker.sock", "/docker.sock"}, 812)).event()};
    socket.runtime("docker", "/run/docker.sock");
    EXPECT_EQ(verdict(learnt(usual(socket))), "runtime-socket critical");
    Observed shadow{in_lineage(open({"/host/etc/shadow", "/etc/shadow"})).event()};
    shadow.host("/etc/shadow", enrich::HostClass::credentials);
    const auto before = verdict(shadow);
    EXPECT_EQ(verdict(learnt(usual(shadow))), before);
}

TEST(Metadata, TheContainersOwnProgramWhileItStartsOrAsUsual) {
    const auto metadata = [] { return connect_inet("169.254.169.254", 80); };
    Observed worker{in_container(metadata()).event()};
    worker.exe("/app/worker");
    EXPECT_EQ(verdict(worker), "metadata-service warning");
    worker.habits().learning = true;
    EXPECT_EQ(verdict(worker), "metadata-service-own informational");
    worker.habits() = {.learnt = true};
    EXPECT_EQ(verdict(worker), "metadata-service-own informational");
    // A server that somebody has connected to may have been made to.
    Observed server{as_server(metadata()).event()};
    server.exe("/usr/bin/ruby3.1");
    server.habits().learning = true;
    EXPECT_EQ(verdict(server), "metadata-service warning");
    server.habits() = {.learnt = true};
    EXPECT_EQ(verdict(server), "metadata-service-own informational");
    // What a server started is never the container's own.
    Observed curl{in_lineage(metadata()).event()};
    curl.exe("/usr/bin/curl");
    EXPECT_EQ(verdict(curl), "metadata-service-tool critical");
    curl.habits() = {.learnt = true, .learning = true};
    EXPECT_EQ(verdict(curl), "metadata-service-tool critical");
    Observed shell{in_container(metadata()).event()};
    shell.exe("/usr/bin/curl");
    shell.habits().learning = true;
    EXPECT_EQ(verdict(shell), "metadata-service warning");
}

}  // namespace
}  // namespace overboard::test
