// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/syscall.h>

#include "kernel/objects.h"

namespace overboard::test {
namespace {

using decode::Mount;

struct MountLive : ObjectsTest {
    const Mount* mounted(ob_mount_op op, const std::string& where) {
        return find<Mount>(key, [&](const decode::Event&, const Mount& m) {
            return m.op == op && m.resolved && m.file.path.container == where;
        });
    }
    const Mount* asked(ob_mount_op op, const std::string& source) {
        return find<Mount>(key, [&](const decode::Event&, const Mount& m) { return m.op == op && m.source == source; });
    }
};

TEST_F(MountLive, BindIsToldByWhatLiesThere) {
    std::filesystem::create_directories(host.path() + "/secret");
    ASSERT_EQ(box.run({"unshare", "0x20000", "bind", "/shared/secret", "/innocent"}), 0);
    const auto* m = mounted(OB_MOUNT_MOUNT, "/innocent");
    ASSERT_TRUE(m);
    EXPECT_EQ(m->file.path.filesystem, path_in_filesystem(host.path() + "/secret"));
    EXPECT_FALSE(m->file.own_root);
    EXPECT_EQ(m->source, "/shared/secret");
}

TEST_F(MountLive, NewFilesystemByTheOldCallAndTheNew) {
    ASSERT_EQ(box.run({"unshare", "0x20000", "mount", "tmpfs", "/by-old"}), 0);
    const auto* old = mounted(OB_MOUNT_MOUNT, "/by-old");
    ASSERT_TRUE(old);
    EXPECT_EQ(old->fs_type, "tmpfs");
    ASSERT_EQ(box.run({"unshare", "0x20000", "new-mount", "tmpfs", "/by-new"}), 0);
    ASSERT_TRUE(mounted(OB_MOUNT_MOVE, "/by-new"));
    const auto* opened = find<Mount>(key, [](auto&, const Mount& m) { return m.op == OB_MOUNT_FSOPEN; });
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->fs_type, "tmpfs");
    const auto* made =
        find<Mount>(key, [](auto&, const Mount& m) { return m.op == OB_MOUNT_FSCONFIG && m.flags == 6; });
    ASSERT_TRUE(made);
    EXPECT_EQ(made->source, "tmpfs");
    EXPECT_EQ(made->fs_type, "tmpfs");
    const auto* detached = find<Mount>(key, [](auto&, const Mount& m) { return m.op == OB_MOUNT_FSMOUNT; });
    ASSERT_TRUE(detached);
    EXPECT_TRUE(detached->resolved);
}

TEST_F(MountLive, TreeThatIsOpenedAsACopy) {
    ASSERT_EQ(box.run({"open-tree", "/shared"}), 0);
    const auto* m = asked(OB_MOUNT_OPEN_TREE, "/shared");
    ASSERT_TRUE(m);
    EXPECT_EQ(m->file.path.filesystem, path_in_filesystem(host.path()));
}

TEST_F(MountLive, TreeThatIsOpenedWithAttributesIsNoLessACopy) {
    constexpr const char* kOpenTreeAttr = "467";
    std::filesystem::create_directories(host.path() + "/tree");
    const int status = box.run({"raw", kOpenTreeAttr, "=" + std::to_string(static_cast<unsigned>(AT_FDCWD)),
                                "/shared/tree", "=1", "=0", "=0"});
    if (status == ENOSYS) GTEST_SKIP() << "the kernel does not know open_tree_attr";
    ASSERT_EQ(status, 0);
    const auto* m = asked(OB_MOUNT_OPEN_TREE, "/shared/tree");
    ASSERT_TRUE(m);
    EXPECT_EQ(m->file.path.filesystem, path_in_filesystem(host.path() + "/tree"));
}

// MS_BIND comes before the propagation flags, which the kernel then does not look at.
TEST_F(MountLive, BindIsABindWhateverElseItsFlagsSay) {
    std::filesystem::create_directories(host.path() + "/hidden");
    const std::string flags = "=" + std::to_string(MS_BIND | MS_PRIVATE);
    ASSERT_EQ(
        box.run({"unshare", "0x20000", "raw", std::to_string(SYS_mount), "/shared/hidden", "/tmp", "=0", flags, "=0"}),
        0);
    const auto* m = mounted(OB_MOUNT_MOUNT, "/tmp");
    ASSERT_TRUE(m);
    EXPECT_EQ(m->file.path.filesystem, path_in_filesystem(host.path() + "/hidden"));
}

TEST_F(MountLive, ChangedRootIsToldAsTheContainerSeesIt) {
    ASSERT_EQ(box.run({"chroot", "/shared"}), 0);
    const auto* m = mounted(OB_MOUNT_CHROOT, "/shared");
    ASSERT_TRUE(m);
    EXPECT_EQ(m->file.path.filesystem, path_in_filesystem(host.path()));
}

TEST_F(MountLive, RefusedIsToldByTheNamesAskedFor) {
    ASSERT_EQ(box.run({"drop-user", "65534", "mount", "tmpfs", "/tmp"}), EPERM);
    const auto* m = find<Mount>(key, [](auto&, const Mount& b) { return b.error == EPERM && b.target == "/tmp"; });
    ASSERT_TRUE(m);
    EXPECT_FALSE(m->resolved);
    EXPECT_EQ(m->fs_type, "tmpfs");
}

TEST_F(MountLive, UnmountIsToldByName) {
    ASSERT_EQ(box.run({"unshare", "0x20000", "umount", "/frozen"}), 0);
    EXPECT_TRUE(find<Mount>(
        key, [](auto&, const Mount& m) { return m.op == OB_MOUNT_UMOUNT && m.target == "/frozen" && !m.error; }));
}

}  // namespace
}  // namespace overboard::test
