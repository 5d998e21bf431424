// SPDX-License-Identifier: Apache-2.0
#include "decode/decoder.h"

#include <gtest/gtest.h>

#include "support/record_builder.h"

namespace overboard {
namespace {

using namespace std::string_view_literals;
using decode::Decoder;

TEST(Decoder, ExecCarriesExecutableArgumentsDirectoryAndNames) {
    auto event = test::exec(test::FileSpec{"/usr/bin/ruby3.1", "/upper/usr/bin/ruby3.1", 7, 99})
                     .args({"ruby", "", "app.rb"})
                     .cwd("/srv/app")
                     .asked("./app.rb", "/usr/bin/ruby")
                     .task(100, 5)
                     .parent(1, 2)
                     .container(77)
                     .comm("ruby")
                     .event();
    const auto& exec = std::get<decode::Exec>(event->body);
    EXPECT_EQ(exec.exe.path.container, "/usr/bin/ruby3.1");
    EXPECT_EQ(exec.exe.path.filesystem, "/upper/usr/bin/ruby3.1");
    EXPECT_EQ(exec.exe.inode, 99u);
    EXPECT_EQ(exec.exe.device, 7u);
    EXPECT_TRUE(exec.exe.own_root);
    EXPECT_EQ(exec.cwd.container, "/srv/app");
    EXPECT_EQ(exec.args.bytes, "ruby\0\0app.rb"sv);
    EXPECT_FALSE(exec.args.truncated);
    EXPECT_EQ(exec.filename, "./app.rb");
    EXPECT_EQ(exec.interp, "/usr/bin/ruby");
    EXPECT_EQ(event->kind(), OB_KIND_EXEC);
    EXPECT_EQ(event->task.raw->tgid, 100u);
    EXPECT_EQ(event->task.raw->parent_start_ns, 2u);
    EXPECT_EQ(event->task.comm, "ruby");
    EXPECT_TRUE(event->task.in_container());
    EXPECT_EQ(event->task.server, nullptr);
}

TEST(Decoder, ArgumentsBeyondTheRecordAreMarked) {
    auto event = test::exec("/bin/sh").args({"sh", "-c", std::string(3000, 'x')}, 128 * 1024).event();
    const auto& args = std::get<decode::Exec>(event->body).args;
    EXPECT_TRUE(args.truncated);
    EXPECT_EQ(args.total, 3006u + 1 + 128 * 1024);
}

TEST(Decoder, ALastEmptyArgumentSurvives) {
    auto event = test::exec("/bin/echo").args({"echo", ""}).event();
    EXPECT_EQ(std::get<decode::Exec>(event->body).args.bytes, "echo\0"sv);
}

TEST(Decoder, MountedFileHasAPathOnEachSide) {
    auto event = test::open({"/host/etc/shadow", "/srv/export/etc/shadow"}, 2).event();
    const auto& open = std::get<decode::Open>(event->body);
    EXPECT_EQ(open.file.path.container, "/host/etc/shadow");
    EXPECT_EQ(open.file.path.filesystem, "/srv/export/etc/shadow");
    EXPECT_EQ(open.flags, 2u);
    EXPECT_TRUE(open.resolved);
}

// Components are found and copied a word at a time: none may leak into its neighbours.
TEST(Decoder, ComponentsOfEveryLengthAreWhole) {
    for (std::size_t first = 1; first <= 20; ++first)
        for (std::size_t second = 1; second <= 20; ++second) {
            const auto path = '/' + std::string(first, 'a') + '/' + std::string(second, 'b') + "/c";
            const auto host = "/srv" + path;
            auto event = test::open({path, host}, 2).event();
            const auto& file = std::get<decode::Open>(event->body).file;
            ASSERT_EQ(file.path.container, path);
            ASSERT_EQ(file.path.filesystem, host);
        }
}

TEST(Decoder, RootIsASlash) {
    auto event = test::open({"/", "/"}).event();
    EXPECT_EQ(std::get<decode::Open>(event->body).file.path.container, "/");
    EXPECT_EQ(std::get<decode::Open>(event->body).file.path.filesystem, "/");
}

TEST(Decoder, TheRootOfAMountHasOnlyOnePathComponentRun) {
    auto event = test::open({"/mnt/data", "/"}).event();
    EXPECT_EQ(std::get<decode::Open>(event->body).file.path.container, "/mnt/data");
    EXPECT_EQ(std::get<decode::Open>(event->body).file.path.filesystem, "/");
}

TEST(Decoder, ATruncatedPathNeverLooksAbsolute) {
    test::FileSpec deep{"/etc/shadow", ""};
    deep.path_flags = OB_PATH_TRUNCATED | OB_PATH_OUTSIDE | OB_PATH_UNLINKED;
    auto event = test::open(deep).event();
    const auto& path = std::get<decode::Open>(event->body).file.path;
    EXPECT_EQ(path.container, "/.../etc/shadow");
    EXPECT_EQ(path.filesystem, "/.../etc/shadow");
    EXPECT_TRUE(path.truncated && path.outside && path.unlinked);
}

TEST(Decoder, ControlBytesAndInvalidUtf8PassThroughUnchanged) {
    const std::string odd = "/tmp/\x01\x1b[31m\xff\xfe\n";
    auto event = test::open({odd, odd}).event();
    EXPECT_EQ(std::get<decode::Open>(event->body).file.path.container, odd);
}

TEST(Decoder, DeniedOpenHasOnlyItsName) {
    auto event = test::open_denied("../x", EROFS, 1).through(OB_ENTRY_IO_URING).event();
    const auto& open = std::get<decode::Open>(event->body);
    EXPECT_FALSE(open.resolved);
    EXPECT_EQ(open.name, "../x");
    EXPECT_EQ(open.error, EROFS);
    EXPECT_EQ(open.entry, OB_ENTRY_IO_URING);
    EXPECT_TRUE(open.file.path.container.empty());
}

TEST(Decoder, FailedExecGivesAPositiveErrno) {
    auto event = test::exec_failed("/bin/sh").through(OB_ENTRY_COMPAT).event();
    const auto& failed = std::get<decode::ExecFailed>(event->body);
    EXPECT_EQ(failed.error, ENOENT);
    EXPECT_EQ(failed.filename, "/bin/sh");
    EXPECT_EQ(failed.entry, OB_ENTRY_COMPAT);
}

TEST(Decoder, ServerBlockIsReadAtAnyAlignment) {
    auto builder = test::exec("/bin/sh").task(9, 9);
    builder.slice("x");
    auto event = builder.server(4, 5, 4567, {test::inet("10.0.3.7", 51122)}).event();
    ASSERT_NE(event->task.server, nullptr);
    EXPECT_EQ(event->task.server->port, 4567);
    EXPECT_EQ(event->task.server->peers[0].port, 51122);
    EXPECT_TRUE(event->task.has(OB_TASK_LINEAGE));
    EXPECT_FALSE(event->task.has(OB_TASK_SERVER));
}

TEST(Decoder, UnixConnectCarriesTheListener) {
    auto event = test::connect_unix("/run/innocent", {"/run/innocent", "/docker.sock"}, 812, 3).event();
    const auto& connect = std::get<decode::Connect>(event->body);
    EXPECT_EQ(connect.name, "/run/innocent");
    EXPECT_EQ(connect.socket.path.filesystem, "/docker.sock");
    EXPECT_EQ(connect.peer_tgid, 812u);
    EXPECT_EQ(connect.peer_container, 3u);
}

TEST(Decoder, UnixConnectIsNamedAsTheContainerNamesIt) {
    test::FileSpec socket{"/run/docker.sock", "/docker.sock"};
    const auto path = [&](const char* name) {
        const auto event = test::connect_unix(name, socket).event();
        return std::string(std::get<decode::Connect>(event->body).path());
    };
    EXPECT_EQ(path("/tmp/link"), "/run/docker.sock");
    socket.path_flags = OB_PATH_OUTSIDE;
    EXPECT_EQ(path("/run/innocent.sock"), "/run/innocent.sock");
}

TEST(Decoder, AbstractNameKeepsItsNulBytes) {
    auto event = test::connect_abstract("a\0b"sv, 5).event();
    const auto& connect = std::get<decode::Connect>(event->body);
    EXPECT_EQ(connect.name, "\0a\0b"sv);
    EXPECT_TRUE(connect.socket.path.container.empty());
}

TEST(Decoder, InetConnect) {
    auto event = test::connect_inet("169.254.169.254", 80).error(EINPROGRESS).event();
    const auto& connect = std::get<decode::Connect>(event->body);
    EXPECT_EQ(connect.peer.port, 80);
    EXPECT_EQ(connect.peer.addr[12], 169);
    EXPECT_EQ(connect.error, EINPROGRESS);
}

TEST(Decoder, LifecycleEvents) {
    auto made = test::cgroup(OB_CGROUP_ATTACH, 12, "/kubepods/pod1/x", 33).event();
    EXPECT_EQ(std::get<decode::Cgroup>(made->body).op, OB_CGROUP_ATTACH);
    EXPECT_EQ(std::get<decode::Cgroup>(made->body).path, "/kubepods/pod1/x");
    EXPECT_EQ(std::get<decode::Cgroup>(made->body).target_tgid, 33u);
    auto armed = test::armed(12).with([](auto& wire, auto&) { wire.pid_ns = 8; }).event();
    EXPECT_EQ(std::get<decode::Container>(armed->body).raw->pid_ns, 8u);
    EXPECT_EQ(std::get<decode::Exit>(test::exit(9).event()->body).code, 9);
    EXPECT_TRUE(std::holds_alternative<decode::Fork>(test::fork().event()->body));
    EXPECT_TRUE(std::holds_alternative<decode::Server>(test::served().event()->body));
}

TEST(KindName, FollowsTheListOfEvents) {
    EXPECT_STREQ(decode::kind_name(OB_KIND_EXEC_FAILED), "exec_failed");
    EXPECT_STREQ(decode::kind_name(OB_KIND_NONE), "unknown");
    EXPECT_STREQ(decode::kind_name(OB_KINDS), "unknown");
    EXPECT_STREQ(decode::kind_name(~0u), "unknown");
}

}  // namespace
}  // namespace overboard
