// SPDX-License-Identifier: Apache-2.0
// What a web server's lineage may execute, and what it may not: attacks and their harmless twins.
#include "rules/shipped.h"

namespace overboard::test {
namespace {

Decoded lineage_exec(const FileSpec& exe, const std::vector<std::string>& args) {
    return in_lineage(exec(exe)).args(args).event();
}
Decoded lineage_exec(const char* exe, const std::vector<std::string>& args) {
    return lineage_exec(FileSpec{exe, ""}, args);
}

TEST(WebShell, ByAnyOfItsNames) {
    for (const char* exe : {"/bin/sh", "/usr/bin/bash", "/usr/bin/dash", "/bin/ash", "/usr/bin/zsh"}) {
        Observed seen{lineage_exec(exe, {"x", "-c", "id"})};
        EXPECT_EQ(verdict(seen), "web-shell critical") << exe;
    }
}

TEST(WebShell, ByAppletOrLoader) {
    for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{
             {"sh", "-c", "id"}, {"busybox", "sh"}, {"-ash"}, {"/bin/sh"}, {"busybox", "ash", "-c", "id"}}) {
        Observed seen{lineage_exec("/bin/busybox", args)};
        EXPECT_EQ(verdict(seen), "web-shell critical") << args[0];
    }
    Observed loader{lineage_exec("/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", {"ld.so", "--argv0", "/bin/bash"})};
    EXPECT_EQ(verdict(loader), "web-shell critical");
    Observed wget{lineage_exec("/bin/busybox", {"wget", "http://x"})};
    EXPECT_EQ(verdict(wget), "web-exec-tool warning");
}

TEST(WebShell, ByTheInterpreterOfAScript) {
    Observed seen{
        in_lineage(exec("/usr/bin/dash")).args({"/bin/sh", "/app/x.cgi"}).asked("/app/x.cgi", "/bin/sh").event()};
    EXPECT_EQ(verdict(seen), "web-shell critical");
}

TEST(WebShell, ForgedNamesDoNotHideIt) {
    Observed seen{in_lineage(exec("/usr/bin/dash")).args({"puma: worker"}).comm("puma").event()};
    EXPECT_EQ(verdict(seen), "web-shell critical");
}

TEST(WebShell, IsNothingOutsideALineage) {
    Observed entrypoint{in_container(exec("/bin/sh")).args({"sh", "/entrypoint.sh"}).flags(OB_TASK_INIT).event()};
    EXPECT_EQ(verdict(entrypoint), "");
    Observed health{in_container(exec("/bin/sh")).args({"sh", "-c", "curl localhost"}).flags(OB_TASK_JOINED).event()};
    EXPECT_EQ(verdict(health), "");
    Observed host{exec("/bin/sh").task(9, 9).event()};
    EXPECT_EQ(verdict(host), "");
}

TEST(WebShell, StartUpIsQuietOnlyUntilSomebodyConnects) {
    const auto shell = [](auto change) { return in_lineage(exec("/bin/sh")).with(server_block(change)).event(); };
    Observed idle{shell([](ob_server&) {})};
    EXPECT_EQ(verdict(idle.start_up()), "");
    Observed later{shell([](ob_server&) {})};
    EXPECT_EQ(verdict(later), "web-shell critical");
    Observed live{shell([](ob_server& s) { s.live = 1; })};
    EXPECT_EQ(verdict(live.start_up()), "web-shell critical");
    Observed accepted{shell([](ob_server& s) { s.cause = OB_SERVER_ACCEPT_UNIX; })};
    EXPECT_EQ(verdict(accepted.start_up()), "web-shell critical");
    Observed unknown{shell([](ob_server& s) { s.cause = OB_SERVER_UNKNOWN; })};
    EXPECT_EQ(verdict(unknown), "web-shell critical");
}

TEST(WebShell, IsWordedByTheKindOfServer) {
    for (const auto& [kind, expected] : {std::pair{"web", "web-shell critical"},
                                         {"", "web-shell critical"},
                                         {"ssh", "service-shell notice"},
                                         {"database", "service-shell notice"},
                                         {"ci", "service-shell notice"},
                                         {"runtime", ""}}) {
        Observed seen{lineage_exec("/bin/sh", {"sh"})};
        EXPECT_EQ(verdict(seen.kind(kind)), expected) << kind;
    }
}

TEST(WebExec, ABareProgramIsANotice) {
    for (const char* exe : {"/usr/bin/id", "/usr/bin/cat", "/usr/bin/convert"}) {
        Observed seen{lineage_exec(exe, {exe})};
        EXPECT_EQ(verdict(seen), "web-exec notice") << exe;
    }
    Observed direct{as_server(exec("/usr/bin/id")).event()};
    EXPECT_EQ(verdict(direct), "web-exec notice");
}

TEST(WebExec, AToolIsAWarning) {
    for (const char* exe :
         {"/usr/bin/curl", "/usr/bin/python3.11", "/usr/bin/docker", "/usr/bin/perl", "/usr/bin/nc"}) {
        Observed seen{lineage_exec(exe, {exe})};
        EXPECT_EQ(verdict(seen), "web-exec-tool warning") << exe;
    }
}

TEST(WebExec, WhatWasNotInTheImageIsCritical) {
    FileSpec upper{"/usr/bin/cat", ""}, unlinked{"/tmp/x", ""}, memory{"/memfd:x", ""};
    upper.flags |= OB_FILE_UPPER;
    unlinked.path_flags = OB_PATH_UNLINKED;
    memory.flags = 0;
    memory.magic = 0x01021994;
    Observed dropped{lineage_exec(upper, {"x"})};
    EXPECT_EQ(verdict(dropped), "web-exec-dropped critical");
    for (const auto& exe : {unlinked, memory}) {
        Observed seen{lineage_exec(exe, {"x"})};
        EXPECT_EQ(verdict(seen), "fileless critical") << exe.container;
    }
}

TEST(WebExec, TheServersOwnExecutableIsSilent) {
    const auto own = [](const char* option) {
        return in_lineage(exec("/usr/bin/ruby3.1")).args({"ruby", option}).with(server_block([](ob_server& s) {
            s.live = 1;
            s.exe_ino = FileSpec{}.inode;
            s.exe_dev = FileSpec{}.device;
        }));
    };
    Observed restart{own("/usr/bin/puma").event()};
    EXPECT_EQ(verdict(restart), "");
    Observed inline_code{own("-e").event()};
    EXPECT_EQ(verdict(inline_code), "web-exec-tool warning");
    FileSpec copy{"/usr/bin/ruby3.1", ""};
    copy.inode = 4711;
    Observed other{lineage_exec(copy, {"ruby", "app.rb"})};
    EXPECT_EQ(verdict(other), "web-exec-tool warning");
}

TEST(WebExec, WhatARaisedShellRunsIsNotRaisedAgain) {
    for (const char* exe : {"/usr/bin/id", "/usr/bin/curl", "/usr/bin/env"}) {
        Observed seen{lineage_exec(exe, {exe})};
        seen.parent("/usr/bin/dash", 150).parent("/usr/bin/ruby3.1", kServer);
        EXPECT_EQ(verdict(seen), "") << exe;
    }
    FileSpec payload{"/tmp/payload", ""};
    payload.flags |= OB_FILE_UPPER;
    Observed dropped{lineage_exec(payload, {"x"})};
    dropped.parent("/usr/bin/dash", 150).parent("/usr/bin/ruby3.1", kServer);
    EXPECT_EQ(verdict(dropped), "web-exec-dropped critical");
    // A shell above the server only started it.
    Observed started{lineage_exec("/usr/bin/id", {"id"})};
    started.parent("/usr/bin/ruby3.1", kServer).parent("/bin/sh", 50);
    EXPECT_EQ(verdict(started), "web-exec notice");
}

TEST(WebExec, StaysWithinItsLineage) {
    Observed cron{in_container(exec("/usr/bin/curl")).event()};
    EXPECT_EQ(verdict(cron), "");
    Observed start{in_lineage(exec("/usr/bin/curl")).with(server_block([](ob_server&) {})).event()};
    EXPECT_EQ(verdict(start.start_up()), "");
}

TEST(EnvironPrint, ButNotTheShebang) {
    Observed printed{lineage_exec("/usr/bin/printenv", {"printenv"})};
    EXPECT_EQ(verdict(printed), "environ-print warning");
    Observed env{lineage_exec("/usr/bin/env", {"env"})};
    EXPECT_EQ(verdict(env), "environ-print warning");
    Observed script{in_lineage(exec("/usr/bin/env")).args({"env", "ruby"}).asked("/app/x", "/usr/bin/env").event()};
    EXPECT_EQ(verdict(script), "web-exec notice");
}

TEST(FailedExec, OfShellsAndToolsThatAreNotThere) {
    for (const char* name : {"/bin/sh", "/bin/bash", "/bin/curl", "/bin/id"}) {
        Observed seen{in_lineage(exec_failed(name)).event()};
        EXPECT_EQ(verdict(seen), "failed-exec warning") << name;
    }
    Observed noexec{in_lineage(exec_failed("/dev/shm/x", EACCES)).event()};
    EXPECT_EQ(verdict(noexec), "failed-exec warning");
}

TEST(FailedExec, IsNoSearchOfThePath) {
    for (const char* name : {"/usr/local/bin/curl", "/usr/bin/curl", "/bin/converter", "/app/x"}) {
        Observed seen{in_lineage(exec_failed(name)).event()};
        EXPECT_EQ(verdict(seen), "") << name;
    }
    Observed outside{in_container(exec_failed("/bin/sh")).event()};
    EXPECT_EQ(verdict(outside), "");
}

TEST(Lineage, ForksExitsAndServersAreNoNews) {
    Observed fork_{in_lineage(fork()).event()};
    EXPECT_EQ(verdict(fork_), "");
    Observed exit_{in_lineage(exit(9)).event()};
    EXPECT_EQ(verdict(exit_), "");
    Observed served_{as_server(served()).event()};
    EXPECT_EQ(verdict(served_), "");
}

}  // namespace
}  // namespace overboard::test
