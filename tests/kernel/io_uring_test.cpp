// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <thread>

#include "kernel/objects.h"

namespace overboard::test {
namespace {

using decode::Connect;
using decode::Event;
using decode::Open;

struct UringLive : ObjectsTest {
    void SetUp() override {
        if (box.run({"uring-open", "plain", "/etc/passwd"}) == ENOSYS) GTEST_SKIP() << "the kernel has no io_uring";
        kernel.forget();
    }

    // One action of the container, one record of the kind from its process: never two for one request.
    template <class Body>
    const Body* only(const std::function<bool(const Body&)>& match) {
        const auto* first = find<Body>(key, [&](const Event& e, const Body& b) {
            event = &e;
            return match(b);
        });
        const auto all = kernel.all([&](const Event& e) {
            const auto* body = std::get_if<Body>(&e.body);
            return body && e.task.raw->container == key && match(*body);
        });
        EXPECT_LE(all.size(), 1u);
        return first;
    }
    // Each record stands for itself and for those folded before it.
    std::size_t requests(const std::function<bool(const Event&)>& match) {
        std::size_t sum = 0;
        for (const Event* e : kernel.all([&](const Event& e) { return e.task.raw->container == key && match(e); }))
            sum += 1 + e->record->folded;
        return sum;
    }
    void attributed() {
        ASSERT_TRUE(event);
        EXPECT_EQ(event->task.raw->parent_tgid, static_cast<unsigned>(box.pid()));
        EXPECT_EQ(event->task.comm.substr(0, 4), "kern");  // kernel_live, not the name of a worker thread
    }
    // The open of /shared/NAME in these ways, shown as the file that it is.
    void resolved(const std::string& ways, const std::string& name) {
        const std::string path = host.file(name);
        const int status = box.run({"uring-open", ways, "/shared/" + name});
        if (status == EINVAL) GTEST_SKIP() << "the kernel does not know this way";
        ASSERT_EQ(status, 0);
        const auto* open = only<Open>(
            [&](const Open& o) { return o.file.path.container == "/shared/" + name || o.name == "/shared/" + name; });
        ASSERT_TRUE(open);
        EXPECT_TRUE(open->resolved);
        EXPECT_EQ(open->file.path.filesystem, path_in_filesystem(path));
        EXPECT_EQ(open->entry, OB_ENTRY_IO_URING);
        attributed();
    }
    // At the least its name.
    void named(const std::string& ways, const std::string& name) {
        host.file(name);
        const int status = box.run({"uring-open", ways, "/shared/" + name});
        if (status == EINVAL) GTEST_SKIP() << "the kernel does not know this way";
        ASSERT_EQ(status, 0);
        const auto* open = only<Open>(
            [&](const Open& o) { return o.file.path.container == "/shared/" + name || o.name == "/shared/" + name; });
        ASSERT_TRUE(open);
        EXPECT_EQ(open->entry, OB_ENTRY_IO_URING);
        EXPECT_EQ(open->error, 0);
        attributed();
    }
};

TEST_F(UringLive, OpenAtOnce) { resolved("plain", "plain"); }
TEST_F(UringLive, OpenByOpenat2) { resolved("openat2", "openat2"); }
TEST_F(UringLive, OpenByAWorker) { resolved("async", "async"); }
TEST_F(UringLive, OpenByTheKernelsThread) { resolved("sqpoll", "sqpoll"); }
TEST_F(UringLive, OpenByTheKernelsThreadAndAWorker) { resolved("sqpoll,async", "both"); }
TEST_F(UringLive, OpenFirstOfAChain) { resolved("link", "first"); }
TEST_F(UringLive, OpenSecondOfAChain) { resolved("second", "second"); }
TEST_F(UringLive, OpenIntoASlot) { resolved("slot", "slot"); }
TEST_F(UringLive, OpenIntoASlotByAWorker) { resolved("slot,async", "slot-async"); }
TEST_F(UringLive, OpenWithoutCompletion) { resolved("skip", "skip"); }
TEST_F(UringLive, OpenIntoASlotWithoutCompletion) { resolved("skip,slot", "skip-slot"); }
TEST_F(UringLive, OpenByAWorkerWithoutCompletion) { named("skip,async", "skip-async"); }
TEST_F(UringLive, OpenByTheKernelsThreadWithoutCompletion) { named("skip,sqpoll", "skip-sqpoll"); }
TEST_F(UringLive, OpenSecondOfAChainWithoutCompletion) { named("skip,second", "skip-second"); }

TEST_F(UringLive, SocketIsSeen) {
    for (const char* ways : {"plain", "async", "sqpoll", "skip", "skip,async"}) {
        kernel.forget();
        const int status = box.run({"uring-socket", ways, std::to_string(AF_INET), std::to_string(SOCK_RAW), "1"});
        if (status == EINVAL) continue;
        ASSERT_EQ(status, 0) << ways;
        const auto* socket =
            find<decode::KernelCall>(key, [](auto&, const decode::KernelCall& k) { return k.call == OB_CALL_SOCKET; });
        ASSERT_TRUE(socket) << ways;
        EXPECT_EQ(socket->entry, OB_ENTRY_IO_URING);
        EXPECT_EQ(socket->raw->arguments[0], static_cast<unsigned>(AF_INET));
        EXPECT_EQ(socket->raw->arguments[1], static_cast<unsigned>(SOCK_RAW));
        std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // the next is none of this one's repeats
    }
}

TEST_F(UringLive, SymlinkIsResolved) {
    host.file("target");
    ASSERT_EQ(box.run({"symlink", "/shared/target", "/uring-link"}), 0);
    ASSERT_EQ(box.run({"uring-open", "plain", "/uring-link"}), 0);
    EXPECT_TRUE(opened_inode_of(host.path() + "/target"));
}

TEST_F(UringLive, DescriptorClosedInTheSameBatchHidesNothing) {
    host.file("brief");
    ASSERT_EQ(box.run({"uring-open-close", "/shared/brief"}), 0);
    const auto* open =
        only<Open>([](const Open& o) { return o.file.path.container == "/shared/brief" || o.name == "/shared/brief"; });
    ASSERT_TRUE(open);
    EXPECT_TRUE(open->resolved);
}

TEST_F(UringLive, DeniedOpenIsSeenByName) {
    for (const char* ways : {"plain", "async", "skip"}) {
        const std::string name = std::string("denied-") + ways;
        host.file(name);
        const int status = box.run({"uring-open", ways, "/frozen/" + name, "w"});
        if (status == EINVAL) continue;
        ASSERT_EQ(status, EROFS) << ways;
        const auto* open = only<Open>([&](const Open& o) { return o.name == "/frozen/" + name; });
        ASSERT_TRUE(open) << ways;
        EXPECT_EQ(open->error, EROFS);
        EXPECT_FALSE(open->resolved);
        EXPECT_EQ(open->flags & O_ACCMODE, static_cast<unsigned>(O_WRONLY));
        attributed();
    }
}

TEST_F(UringLive, ConnectShowsTheListener) {
    for (const char* ways : {"plain", "async", "sqpoll", "link", "second", "skip"}) {
        const std::string path = host.path() + "/" + ways + ".sock";
        HostSocket socket(path);
        const int status = box.run({"uring-connect", ways, std::string("/shared/") + ways + ".sock"});
        if (status == EINVAL) continue;
        ASSERT_EQ(status, 0) << ways;
        const auto* connect = only<Connect>([&](const Connect& c) {
            return c.socket.path.container == path || c.name == std::string("/shared/") + ways + ".sock";
        });
        ASSERT_TRUE(connect) << ways;
        EXPECT_TRUE(connect->resolved) << ways;
        EXPECT_EQ(connect->peer_tgid, static_cast<unsigned>(getpid())) << ways;
        EXPECT_EQ(connect->name, std::string("/shared/") + ways + ".sock");
        EXPECT_EQ(connect->entry, OB_ENTRY_IO_URING) << ways;
        attributed();
    }
}

// What repeats within a second is folded, so a request told twice shows only in the next one's record.
TEST_F(UringLive, NoneIsToldTwice) {
    const std::vector<std::string> every = {"plain", "openat2", "async", "sqpoll", "link", "second"};
    const auto opened_as = [](const std::string& ways) { return "/shared/once-" + ways; };
    const auto connected_as = [](const std::string& ways) { return "/shared/once-" + ways + ".sock"; };
    std::vector<std::unique_ptr<HostSocket>> sockets;
    for (const auto& ways : every) {
        host.file("once-" + ways);
        sockets.push_back(std::make_unique<HostSocket>(host.path() + "/once-" + ways + ".sock"));
    }
    for (int round = 0; round < 2; ++round) {
        if (round) std::this_thread::sleep_for(std::chrono::milliseconds(1100));
        for (const auto& ways : every) {
            ASSERT_EQ(box.run({"uring-open", ways, opened_as(ways)}), 0) << ways;
            ASSERT_EQ(box.run({"uring-connect", ways, connected_as(ways)}), 0) << ways;
        }
    }
    for (const auto& ways : every) {
        const auto told = [&](const Event& e) {
            const auto* open = std::get_if<Open>(&e.body);
            return open && (open->file.path.container == opened_as(ways) || open->name == opened_as(ways));
        };
        const auto asked = [&](const Event& e) {
            const auto* connect = std::get_if<Connect>(&e.body);
            return connect && connect->name == connected_as(ways);
        };
        EXPECT_EQ(requests(told), 2u) << "opens: " << ways;
        EXPECT_EQ(requests(asked), 2u) << "connects: " << ways;
    }
}

TEST_F(UringLive, ConnectWithoutCompletionIsSeenAtTheLeastByName) {
    for (const char* ways : {"skip,async", "skip,sqpoll"}) {
        const std::string name = "silent" + std::to_string(std::string(ways).size()) + ".sock";
        HostSocket socket(host.path() + "/" + name);
        const int status = box.run({"uring-connect", ways, "/shared/" + name});
        if (status == EINVAL) continue;
        ASSERT_EQ(status, 0) << ways;
        EXPECT_TRUE(only<Connect>([&](const Connect& c) { return c.name == "/shared/" + name; })) << ways;
    }
}

TEST_F(UringLive, RefusedConnectIsSeenByName) {
    { HostSocket gone(host.path() + "/gone.sock"); }
    for (const char* ways : {"plain", "async"}) {
        kernel.forget();
        ASSERT_EQ(box.run({"uring-connect", ways, "/shared/gone.sock"}), ECONNREFUSED) << ways;
        const auto* connect = only<Connect>([&](const Connect& c) { return c.name == "/shared/gone.sock"; });
        ASSERT_TRUE(connect) << ways;
        EXPECT_EQ(connect->error, ECONNREFUSED) << ways;
        std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // the fold's window
    }
}

TEST_F(UringLive, InetConnectSaysHowTheKernelWasEntered) {
    ASSERT_EQ(box.act({"lo-up"}), 0);
    ASSERT_EQ(box.act({"listen", "127.0.0.1", "6000"}), 0);
    for (const char* ways : {"plain", "async"}) {
        kernel.forget();
        ASSERT_EQ(box.run({"uring-connect-inet", ways, "127.0.0.1", "6000"}), 0) << ways;
        const auto* connect = only<Connect>([](const Connect& c) { return c.peer.port == 6000; });
        ASSERT_TRUE(connect) << ways;
        EXPECT_EQ(connect->entry, OB_ENTRY_IO_URING) << ways;
        std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    }
}

TEST_F(UringLive, AcceptedConnectionIsItsServersPeer) {
    for (const auto& program : kernel.live().programs())
        if (program.name == "on_uring_complete_data" && program.loaded)
            GTEST_SKIP() << "the kernel's events do not say which request they are of";
    ASSERT_EQ(box.act({"lo-up"}), 0);
    ASSERT_EQ(box.run({"uring-serve-then", "127.0.0.1", "6100", "/bin/true", "behind"}), 0);
    ASSERT_TRUE(find<decode::Exec>(key, [&](const Event& e, const decode::Exec& x) {
        event = &e;
        return x.args.bytes == std::string_view("/bin/true\0behind", 16);
    }));
    const auto* server = event->task.server;
    ASSERT_TRUE(server);
    EXPECT_EQ(server->port, 6100);
    EXPECT_EQ(server->live, 1u);
    EXPECT_TRUE(std::any_of(std::begin(server->peers), std::end(server->peers),
                            [](const ob_inet& peer) { return peer.family == AF_INET && peer.port != 0; }));
}

}  // namespace
}  // namespace overboard::test
