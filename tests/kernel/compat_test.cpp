// SPDX-License-Identifier: Apache-2.0
// A 64-bit process that enters the kernel by int 0x80, where system calls have other numbers.
#include <fcntl.h>

#include "kernel/objects.h"

#ifdef __x86_64__
namespace overboard::test {
namespace {

struct CompatLive : ObjectsTest {
    // A kernel without 32-bit entry (Debian's cloud kernels have it) has nothing to show.
    bool absent(int status) { return status == ENOSYS || status > 125; }
};

TEST_F(CompatLive, OpenIsSeen) {
    host.file("old");
    const int status = box.run({"open32", "/shared/old"});
    if (absent(status)) GTEST_SKIP() << "the kernel has no 32-bit entry";
    ASSERT_EQ(status, 0);
    const auto* open = opened_inode_of(host.path() + "/old");
    ASSERT_TRUE(open);
    EXPECT_EQ(open->entry, OB_ENTRY_COMPAT);
    EXPECT_EQ(open->file.path.container, "/shared/old");
}

TEST_F(CompatLive, DeniedOpenIsSeenByName) {
    host.file("frozen");
    const int status = box.run({"open32", "/frozen/frozen", "w"});
    if (absent(status)) GTEST_SKIP() << "the kernel has no 32-bit entry";
    ASSERT_EQ(status, EROFS);
    const auto* open = opened([](const decode::Open& o) { return o.name == "/frozen/frozen"; });
    ASSERT_TRUE(open);
    EXPECT_EQ(open->entry, OB_ENTRY_COMPAT);
    EXPECT_EQ(open->flags & O_ACCMODE, static_cast<unsigned>(O_WRONLY));
}

TEST_F(CompatLive, SocketcallConnectIsSeen) {
    ASSERT_EQ(box.act({"listen-unix", "/run/thirty-two"}), 0);
    const int status = box.run({"connect-unix32", "/run/thirty-two"});
    if (absent(status)) GTEST_SKIP() << "the kernel has no 32-bit entry";
    ASSERT_EQ(status, 0);
    const auto* connect =
        connected([](const decode::Connect& c) { return c.socket.path.container == "/run/thirty-two"; });
    ASSERT_TRUE(connect);
    EXPECT_EQ(connect->entry, OB_ENTRY_COMPAT);
    EXPECT_EQ(connect->peer_tgid, static_cast<unsigned>(box.pid()));
    EXPECT_EQ(connect->peer_container, key);
}

}  // namespace
}  // namespace overboard::test
#endif
