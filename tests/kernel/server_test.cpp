// SPDX-License-Identifier: Apache-2.0
// Who is a server, and whose children are a server's children.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "kernel/fixture.h"
#include "support/agent.h"

namespace overboard::test {
namespace {

using decode::Event;
using decode::Exec;

struct ServerLive : KernelTest {
    Box box;
    std::uint64_t key = key_of(box);

    void SetUp() override { ASSERT_EQ(box.act({"lo-up"}), 0); }

    const Event* exec_of(const std::string& last_argument) {
        return kernel.wait([&](const Event& e) {
            const auto* exec = std::get_if<Exec>(&e.body);
            return exec && e.task.raw->container == key &&
                   exec->args.bytes == "/bin/true" + std::string(1, '\0') + last_argument;
        });
    }
};

TEST_F(ServerLive, ListenMakesAServerAndItsChildrenItsLineage) {
    ASSERT_EQ(box.act({"listen", "127.0.0.1", "8081"}), 0);
    ASSERT_EQ(box.exec({"/bin/true", "child"}), 0);
    const Event* seen = exec_of("child");
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->task.has(OB_TASK_LINEAGE));
    EXPECT_FALSE(seen->task.has(OB_TASK_SERVER));
    ASSERT_TRUE(seen->task.server);
    EXPECT_EQ(seen->task.server->tgid, static_cast<std::uint32_t>(box.pid()));
    EXPECT_EQ(seen->task.server->port, 8081);
    EXPECT_EQ(seen->task.server->cause, OB_SERVER_LISTEN);
    EXPECT_EQ(seen->task.server->live, 0u);
}

TEST_F(ServerLive, BecomingAServerIsAnEvent) {
    ASSERT_EQ(box.act({"listen", "127.0.0.1", "8080"}), 0);
    const Event* seen =
        kernel.wait([&](const Event& e) { return e.kind() == OB_KIND_SERVER && e.task.raw->container == key; });
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->task.has(OB_TASK_SERVER));
    EXPECT_EQ(seen->task.server->port, 8080);
}

TEST_F(ServerLive, ForkedWorkerThatAcceptsIsTheServerAndKnowsItsPeer) {
    ASSERT_EQ(box.branch({"serve-then", "127.0.0.1", "8083", "/bin/true", "request"}), 0);
    const Event* seen = exec_of("request");
    ASSERT_TRUE(seen);
    ASSERT_TRUE(seen->task.server);
    EXPECT_EQ(seen->task.server->cause, OB_SERVER_ACCEPT);
    EXPECT_EQ(seen->task.server->tgid, seen->task.raw->parent_tgid);
    EXPECT_EQ(seen->task.server->port, 8083);
    EXPECT_EQ(seen->task.server->live, 1u);
    int peers = 0;
    for (const auto& peer : seen->task.server->peers)
        if (peer.family) {
            peers++;
            EXPECT_EQ(peer.addr[12], 127);
            EXPECT_NE(peer.port, 0);
        }
    EXPECT_EQ(peers, 1);
}

TEST_F(ServerLive, ClosedConnectionIsNoPeerAnyMore) {
    ASSERT_EQ(box.branch({"serve-close-then", "127.0.0.1", "8084", "/bin/true", "afterwards"}), 0);
    const Event* seen = exec_of("afterwards");
    ASSERT_TRUE(seen);
    ASSERT_TRUE(seen->task.server);
    EXPECT_EQ(seen->task.server->live, 0u);
    for (const auto& peer : seen->task.server->peers) EXPECT_EQ(peer.family, 0);
}

TEST_F(ServerLive, ShellThatStartedTheServerIsNotItsDescendant) {
    const std::string start = self_path() + " --inside action listen 127.0.0.1 8085; /bin/true sibling";
    ASSERT_EQ(box.exec({"/bin/sh", "-c", start}), 0);
    const Event* seen = exec_of("sibling");
    ASSERT_TRUE(seen);
    EXPECT_FALSE(seen->task.has(OB_TASK_LINEAGE | OB_TASK_SERVER));
    EXPECT_FALSE(seen->task.server);
}

TEST_F(ServerLive, UnixAcceptFromAServersLineageCounts) {
    ASSERT_EQ(box.branch({"fpm-then", "127.0.0.1", "8086", "/fpm.sock", "/bin/true", "script"}), 0);
    const Event* seen = exec_of("script");
    ASSERT_TRUE(seen);
    ASSERT_TRUE(seen->task.server);
    EXPECT_EQ(seen->task.server->cause, OB_SERVER_ACCEPT_UNIX);
    EXPECT_EQ(seen->task.server->port, 8086);
    EXPECT_EQ(seen->task.server->live, 1u);
}

TEST_F(ServerLive, UnixAcceptFromAnyoneElseDoesNot) {
    ASSERT_EQ(box.branch({"unix-serve-then", "/plain.sock", "/bin/true", "plain"}), 0);
    const Event* seen = exec_of("plain");
    ASSERT_TRUE(seen);
    EXPECT_FALSE(seen->task.server);
}

TEST_F(ServerLive, ProcessJoinedFromOutsideIsNoServersChild) {
    ASSERT_EQ(box.act({"listen", "127.0.0.1", "8087"}), 0);
    ASSERT_EQ(box.join({"/bin/true", "healthcheck"}), 0);
    const Event* seen = exec_of("healthcheck");
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->task.has(OB_TASK_JOINED));
    EXPECT_FALSE(seen->task.has(OB_TASK_LINEAGE | OB_TASK_SERVER));
}

TEST(ServerHost, FlagDoesNotCrossIntoAContainer) {
    Kernel kernel;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&any), sizeof(any)), 0);
    ASSERT_EQ(listen(fd, 4), 0);  // this process plays a runtime with a TCP API
    Box box;
    ASSERT_EQ(box.exec({"/bin/true", "inside"}), 0);
    const Event* seen = kernel.wait([&](const Event& e) {
        const auto* exec = std::get_if<Exec>(&e.body);
        return exec && exec->args.bytes.ends_with("inside");
    });
    close(fd);
    ASSERT_TRUE(seen);
    EXPECT_FALSE(seen->task.server);
}

}  // namespace
}  // namespace overboard::test
