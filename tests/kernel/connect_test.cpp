// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>

#include "kernel/objects.h"

namespace overboard::test {
namespace {

using decode::Connect;

struct ConnectLive : ObjectsTest {
    void SetUp() override { ASSERT_EQ(box.act({"lo-up"}), 0); }

    std::string socket_path(const std::string& name) const { return host.path() + "/" + name; }

    // A connect whose peer is the host's socket of that name, wherever the container has it.
    const Connect* reached(const std::string& name) {
        struct stat info {};
        if (stat(socket_path(name).c_str(), &info)) return nullptr;
        const auto* connect = connected([&](const Connect& c) { return c.resolved && c.socket.inode == info.st_ino; });
        if (!connect) return nullptr;
        EXPECT_EQ(connect->family, static_cast<unsigned>(AF_UNIX));
        EXPECT_EQ(connect->socket.device, kernel_device(info.st_dev));
        EXPECT_EQ(connect->socket.path.filesystem, path_in_filesystem(socket_path(name)));
        EXPECT_EQ(connect->socket.path.container, socket_path(name));  // it was bound on the host: its path there
        EXPECT_TRUE(connect->socket.path.outside);
        EXPECT_EQ(connect->peer_container, 0u);
        EXPECT_EQ(connect->error, 0);
        return connect;
    }
    const Connect* reached_from_listener(const std::string& name) {
        const auto* connect = reached(name);
        EXPECT_EQ(connect ? connect->peer_tgid : 0, static_cast<unsigned>(getpid()));
        return connect;
    }
    const Connect* inet(std::uint16_t port) {
        return connected([&](const Connect& c) { return c.peer.port == port; });
    }
};

std::string text_of(const ob_inet& peer) {
    char text[INET6_ADDRSTRLEN];
    return inet_ntop(AF_INET6, peer.addr, text, sizeof(text));
}

TEST_F(ConnectLive, MountedParentDirectory) {
    HostSocket socket(socket_path("plain.sock"));
    ASSERT_EQ(box.run({"connect-unix", "/shared/plain.sock"}), 0);
    const auto* connect = reached_from_listener("plain.sock");
    ASSERT_TRUE(connect);
    EXPECT_EQ(connect->name, "/shared/plain.sock");
    EXPECT_EQ(connect->entry, OB_ENTRY_SYSCALL);
}

TEST_F(ConnectLive, RenamedSocketShowsItsNameOfNow) {
    HostSocket socket(socket_path("before.sock"));
    ASSERT_EQ(box.run({"rename", "/shared/before.sock", "/shared/after.sock"}), 0);
    ASSERT_EQ(box.run({"connect-unix", "/shared/after.sock"}), 0);
    EXPECT_TRUE(reached_from_listener("after.sock"));
}

TEST_F(ConnectLive, SymlinkShowsTheSocket) {
    HostSocket socket(socket_path("target.sock"));
    ASSERT_EQ(box.run({"symlink", "/shared/target.sock", "/run/innocent.sock"}), 0);
    ASSERT_EQ(box.run({"connect-unix", "/run/innocent.sock"}), 0);
    EXPECT_TRUE(reached_from_listener("target.sock"));
}

TEST_F(ConnectLive, BoundSocketUnderAnotherNameIsTheHostsSocket) {
    HostSocket socket(socket_path("docker.sock"));
    const Box other({{socket_path("docker.sock"), "/run/innocent"}});
    const auto other_key = key_of(other);
    ASSERT_EQ(const_cast<Box&>(other).run({"connect-unix", "/run/innocent"}), 0);
    key = other_key;
    EXPECT_TRUE(reached_from_listener("docker.sock"));
}

TEST_F(ConnectLive, EverySocketTypeIsSeen) {
    HostSocket packets(socket_path("packet.sock"), SOCK_SEQPACKET), datagrams(socket_path("dgram.sock"), SOCK_DGRAM);
    ASSERT_EQ(box.run({"connect-unix-as", "seqpacket", "/shared/packet.sock"}), 0);
    ASSERT_EQ(box.run({"connect-unix-as", "dgram", "/shared/dgram.sock"}), 0);
    EXPECT_TRUE(reached_from_listener("packet.sock"));
    const auto* datagram = reached("dgram.sock");
    ASSERT_TRUE(datagram);
    EXPECT_EQ(datagram->peer_tgid, 0u);  // nobody listens on a datagram socket: the kernel keeps no pid
}

TEST_F(ConnectLive, AbstractSocketOfTheContainer) {
    ASSERT_EQ(box.act({"listen-unix", "@overboard"}), 0);
    ASSERT_EQ(box.run({"connect-unix", "@overboard"}), 0);
    const auto* connect = connected([](const Connect& c) { return c.name == std::string_view("\0overboard", 10); });
    ASSERT_TRUE(connect);
    EXPECT_TRUE(connect->resolved);
    EXPECT_EQ(connect->socket.inode, 0u);
    EXPECT_EQ(connect->peer_tgid, static_cast<unsigned>(box.pid()));
    EXPECT_EQ(connect->peer_container, key);
}

TEST_F(ConnectLive, RefusedConnectsAreSeenByName) {
    { HostSocket gone(socket_path("dead.sock")); }
    HostSocket closed(socket_path("private.sock"));
    chmod(socket_path("private.sock").c_str(), 0600);
    ASSERT_EQ(box.run({"connect-unix", "/shared/dead.sock"}), ECONNREFUSED);
    ASSERT_EQ(box.run({"as-nobody", "connect-unix", "/shared/private.sock"}), EACCES);
    for (const auto& [name, error] : {std::pair{"dead", ECONNREFUSED}, std::pair{"private", EACCES}}) {
        const std::string path = std::string("/shared/") + name + ".sock";
        const auto* connect = connected([&](const Connect& c) { return c.name == path; });
        ASSERT_TRUE(connect) << path;
        EXPECT_FALSE(connect->resolved);
        EXPECT_EQ(connect->error, error);
        EXPECT_EQ(connect->peer_tgid, 0u);
    }
    ASSERT_EQ(box.run({"connect-unix", "@nobody-there"}), ECONNREFUSED);
    EXPECT_TRUE(connected([](const Connect& c) { return c.name == std::string_view("\0nobody-there", 13); }));
}

TEST_F(ConnectLive, NameEndsWhereTheAddressDoes) {
    { HostSocket gone(socket_path("unended.sock")); }
    ASSERT_EQ(box.run({"connect-unix-unended", "/shared/unended.sock", "/etc/passwd"}), ECONNREFUSED);
    EXPECT_TRUE(connected([](const Connect& c) { return c.name == "/shared/unended.sock"; }));
}

TEST_F(ConnectLive, Ipv4) {
    ASSERT_EQ(box.act({"listen", "127.0.0.1", "4001"}), 0);
    ASSERT_EQ(box.run({"connect-inet", "127.0.0.1", "4001"}), 0);
    const auto* connect = inet(4001);
    ASSERT_TRUE(connect);
    EXPECT_EQ(connect->family, static_cast<unsigned>(AF_INET));
    EXPECT_EQ(connect->protocol, static_cast<unsigned>(IPPROTO_TCP));
    EXPECT_EQ(text_of(connect->peer), "::ffff:127.0.0.1");
    EXPECT_TRUE(connect->resolved);
}

TEST_F(ConnectLive, Ipv6AndMappedIpv4) {
    box.run({"connect-inet6", "::1", "4002"});
    const auto* six = inet(4002);
    ASSERT_TRUE(six);
    EXPECT_EQ(text_of(six->peer), "::1");
    EXPECT_EQ(six->peer.family, AF_INET6);
    ASSERT_EQ(box.act({"listen", "127.0.0.1", "4003"}), 0);
    ASSERT_EQ(box.run({"connect-inet6", "::ffff:127.0.0.1", "4003"}), 0);
    const auto* mapped = inet(4003);
    ASSERT_TRUE(mapped);
    EXPECT_EQ(text_of(mapped->peer), "::ffff:127.0.0.1");
}

TEST_F(ConnectLive, FastOpenIsAConnect) {
    ASSERT_EQ(box.act({"listen", "127.0.0.1", "4004"}), 0);
    ASSERT_EQ(box.run({"fast-open", "127.0.0.1", "4004"}), 0);
    EXPECT_TRUE(inet(4004));
}

TEST_F(ConnectLive, RefusedInetConnectIsSeen) {
    ASSERT_EQ(box.run({"connect-inet", "127.0.0.1", "4005"}), ECONNREFUSED);
    const auto* connect = inet(4005);
    ASSERT_TRUE(connect);
    EXPECT_EQ(event->task.raw->parent_tgid, static_cast<unsigned>(box.pid()));
}

}  // namespace
}  // namespace overboard::test
