// SPDX-License-Identifier: Apache-2.0
// Files changed without being opened: whichever name was used, the record shows the object.
#include <bpf/bpf.h>
#include <fcntl.h>
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "kernel/objects.h"
#include "support/agent.h"

namespace overboard::test {
namespace {

using decode::Change;

struct ChangeLive : ObjectsTest {
    const Change* changed(ob_change_op op, const std::string& path) {
        return find<Change>(key, [&](const decode::Event&, const Change& c) {
            return c.op == op && c.resolved && c.file.path.container == path;
        });
    }
    // The file there now is what the record shows, by inode and by both of its paths.
    const Change* shows(ob_change_op op, const std::string& name) {
        const auto* change = changed(op, "/shared/" + name);
        struct stat info {};
        if (!change || lstat((host.path() + "/" + name).c_str(), &info)) return nullptr;
        EXPECT_EQ(change->file.inode, info.st_ino);
        EXPECT_EQ(change->file.device, kernel_device(info.st_dev));
        EXPECT_EQ(change->file.path.filesystem, path_in_filesystem(host.path() + "/" + name));
        EXPECT_FALSE(change->file.own_root);
        return change;
    }
};

TEST_F(ChangeLive, RenameShowsBothNames) {
    host.file("before");
    ASSERT_EQ(box.run({"rename", "/shared/before", "/shared/after"}), 0);
    const auto* change = shows(OB_CHANGE_RENAME, "after");
    ASSERT_TRUE(change);
    EXPECT_EQ(change->from.container, "/shared/before");
    EXPECT_EQ(change->name, "/shared/after");
    EXPECT_EQ(change->other, "/shared/before");
    EXPECT_EQ(change->error, 0);
}

TEST_F(ChangeLive, ExchangeIsToldFromRename) {
    host.file("one");
    host.file("other");
    ASSERT_EQ(box.run({"exchange", "/shared/one", "/shared/other"}), 0);
    const auto* change = shows(OB_CHANGE_EXCHANGE, "other");
    ASSERT_TRUE(change);
    EXPECT_EQ(change->from.container, "/shared/one");
}

TEST_F(ChangeLive, NamesAreFollowedAsTheKernelDoes) {
    host.file("start");
    ASSERT_EQ(box.run({"rename-at", "/shared", "start", "./../shared//at"}), 0);
    EXPECT_TRUE(shows(OB_CHANGE_RENAME, "at"));
    ASSERT_EQ(box.run({"in", "/shared", "rename", "at", "../shared/./cwd"}), 0);
    EXPECT_TRUE(shows(OB_CHANGE_RENAME, "cwd"));
    ASSERT_EQ(box.run({"symlink", "/shared", "/way"}), 0);
    ASSERT_EQ(box.run({"rename", "/way/cwd", "/way/linked"}), 0);
    EXPECT_TRUE(shows(OB_CHANGE_RENAME, "linked"));
}

TEST_F(ChangeLive, ACrowdedDirectoryIsSearched) {
    host.file("crowded");
    ASSERT_EQ(box.run({"crowd", "/shared", "900", "chmod", "/shared/crowded", "0640"}), 0);
    EXPECT_TRUE(shows(OB_CHANGE_CHMOD, "crowded"));
}

// /proc/self/root is no link with a text: what cannot be followed is told by its name, and says so.
TEST_F(ChangeLive, WhatCannotBeFollowedIsToldByName) {
    host.file("magic");
    ASSERT_EQ(box.run({"chmod", "/proc/self/root/shared/magic", "0600"}), 0);
    const auto* change = find<Change>(key, [](const decode::Event&, const Change& c) {
        return c.op == OB_CHANGE_CHMOD && c.name == "/proc/self/root/shared/magic";
    });
    ASSERT_TRUE(change);
    EXPECT_FALSE(change->resolved);
}

TEST_F(ChangeLive, LinksAreSeenByWhatTheyMake) {
    host.file("target");
    ASSERT_EQ(box.run({"link", "/shared/target", "/shared/hard"}), 0);
    const auto* hard = shows(OB_CHANGE_LINK, "hard");
    ASSERT_TRUE(hard);
    EXPECT_EQ(hard->from.container, "/shared/target");
    ASSERT_EQ(box.run({"symlink", "/etc/shadow", "/shared/soft"}), 0);
    const auto* soft = shows(OB_CHANGE_SYMLINK, "soft");
    ASSERT_TRUE(soft);
    EXPECT_EQ(soft->other, "/etc/shadow");
}

TEST_F(ChangeLive, RemovedOnesAreTheirDirectoryAndName) {
    host.file("gone");
    ASSERT_EQ(box.run({"unlink", "/shared/gone"}), 0);
    const auto* gone = changed(OB_CHANGE_UNLINK, "/shared/gone");
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->file.inode, 0u);
    EXPECT_EQ(gone->file.path.filesystem, path_in_filesystem(host.path() + "/gone"));
    ASSERT_EQ(box.run({"mkdir", "/shared/room"}), 0);
    ASSERT_EQ(box.run({"rmdir", "/shared/room"}), 0);
    EXPECT_TRUE(changed(OB_CHANGE_MKDIR, "/shared/room"));
    EXPECT_TRUE(changed(OB_CHANGE_RMDIR, "/shared/room"));
}

// A cgroup's entry stays empty until it is looked for; that is no race with whoever renames things.
TEST_F(ChangeLive, ANewCgroupIsItsDirectoryAndName) {
    const auto root = cgroup_roots().back();
    Box nested({{root, "/hierarchy"}});
    const auto name = "overboard-made-" + std::to_string(getpid());
    const auto lost = [] { return shared().live().losses()[OB_KIND_CHANGE][OB_LOSS_RACE]; };
    const auto before = lost();
    ASSERT_EQ(nested.run({"mkdir", "/hierarchy/" + name}), 0);
    rmdir((root + "/" + name).c_str());
    const auto* change = find<Change>(container_key(shared(), nested), [&](const decode::Event&, const Change& c) {
        return c.op == OB_CHANGE_MKDIR && c.file.path.container == "/hierarchy/" + name;
    });
    ASSERT_TRUE(change);
    EXPECT_TRUE(change->resolved);
    EXPECT_EQ(lost(), before);
}

TEST_F(ChangeLive, AttributesByNameAndByDescriptor) {
    host.file("attributes");
    ASSERT_EQ(box.run({"chmod", "/shared/attributes", "4755"}), 0);
    const auto* named = shows(OB_CHANGE_CHMOD, "attributes");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->mode, 04755u);
    kernel.forget();
    ASSERT_EQ(box.run({"fchmod", "/shared/attributes", "0611"}), 0);
    const auto* descriptor = shows(OB_CHANGE_CHMOD, "attributes");
    ASSERT_TRUE(descriptor);
    EXPECT_EQ(descriptor->mode, 0611u);
    EXPECT_EQ(descriptor->name, "");
    ASSERT_EQ(box.run({"chown", "/shared/attributes"}), 0);
    EXPECT_TRUE(shows(OB_CHANGE_CHOWN, "attributes"));
    ASSERT_EQ(box.run({"truncate", "/shared/attributes"}), 0);
    EXPECT_TRUE(shows(OB_CHANGE_TRUNCATE, "attributes"));
    if (box.run({"setxattr", "/shared/attributes", "user.mark"}) == EOPNOTSUPP) return;
    const auto* xattr = shows(OB_CHANGE_SETXATTR, "attributes");
    ASSERT_TRUE(xattr);
    EXPECT_EQ(xattr->other, "user.mark");
}

// What a rule may read tells two changes apart, also where the file is not known.
TEST_F(ChangeLive, NoneHidesBehindAnotherThatIsLikeItButForADetail) {
    const int status = box.run({"mknod", "/proc/self/cwd/hidden", "1", "3", "character"});
    if (status == EPERM) GTEST_SKIP() << "device nodes may not be made here";
    ASSERT_EQ(box.run({"unlink", "/hidden"}), 0);
    ASSERT_EQ(box.run({"mknod", "/proc/self/cwd/hidden", "8", "0"}), 0);
    const auto made = [&](unsigned device) {
        return find<Change>(key, [&](auto&, const Change& c) { return c.op == OB_CHANGE_MKNOD && c.rdev == device; });
    };
    EXPECT_TRUE(made(1u << 20 | 3));
    EXPECT_TRUE(made(8u << 20));
    host.file("twice");
    if (box.run({"setxattr", "/shared/twice", "user.one"}) == EOPNOTSUPP) return;
    ASSERT_EQ(box.run({"setxattr", "/shared/twice", "user.two"}), 0);
    for (const char* attribute : {"user.one", "user.two"})
        EXPECT_TRUE(find<Change>(key, [&](auto&, const Change& c) { return c.other == attribute; })) << attribute;
}

TEST_F(ChangeLive, DeviceNodesHaveTheirNumber) {
    const int status = box.run({"mknod", "/tmp/disk", "259", "70000"});
    if (status == EPERM) GTEST_SKIP() << "device nodes may not be made here";
    ASSERT_EQ(status, 0);
    const auto* change = changed(OB_CHANGE_MKNOD, "/tmp/disk");
    ASSERT_TRUE(change);
    EXPECT_EQ(change->rdev, 259u << 20 | 70000u);
    EXPECT_EQ(change->mode & S_IFMT, static_cast<unsigned>(S_IFBLK));
    EXPECT_TRUE(change->file.own_root);
}

TEST_F(ChangeLive, DenialIsTold) {
    host.file("kept");
    ASSERT_EQ(box.run({"unlink", "/frozen/kept"}), EROFS);
    const auto* change = find<Change>(key, [](const decode::Event&, const Change& c) { return c.error == EROFS; });
    ASSERT_TRUE(change);
    EXPECT_EQ(change->op, OB_CHANGE_UNLINK);
    EXPECT_EQ(change->name, "/frozen/kept");
}

TEST_F(ChangeLive, IoUringChangesAreSeen) {
    for (const char* ways : {"plain", "sqpoll"}) {
        const std::string from = std::string("ring-") + ways, to = from + "-moved";
        host.file(from);
        const int status = box.run({"uring-rename", ways, "/shared/" + from, "/shared/" + to});
        if (status == ENOSYS || status == EINVAL || status == EPERM) GTEST_SKIP() << "no rename by io_uring here";
        ASSERT_EQ(status, 0);
        const auto* renamed = shows(OB_CHANGE_RENAME, to);
        ASSERT_TRUE(renamed) << ways;
        EXPECT_EQ(renamed->entry, OB_ENTRY_IO_URING);
        EXPECT_EQ(renamed->from.container, "/shared/" + from);
        ASSERT_EQ(box.run({"uring-unlink", ways, "/shared/" + to}), 0);
        EXPECT_TRUE(changed(OB_CHANGE_UNLINK, "/shared/" + to)) << ways;
    }
}

// Others' requests push it out of the table before it is done: then nothing is known of it but that it was.
TEST_F(ChangeLive, OneWhoseNamesAreLostIsCounted) {
    const auto lost = [&] { return kernel.live().losses()[OB_KIND_CHANGE][OB_LOSS_PENDING_TABLE]; };
    const base::Fd requests = kernel.map("requests");
    const auto before = lost();
    host.file("late");
    int status = -1;
    std::atomic<bool> done = false;
    std::thread other([&] {
        status = box.run({"uring-rename-late", "/shared/late", "/shared/later"});
        done = true;
    });
    while (!done) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        std::uint64_t at = 0;
        while (!bpf_map_get_next_key(requests.get(), nullptr, &at)) bpf_map_delete_elem(requests.get(), &at);
    }
    other.join();
    if (status == EINVAL || status == ENOSYS) GTEST_SKIP() << "no rename by io_uring here";
    ASSERT_EQ(status, 0);
    EXPECT_EQ(lost(), before + 1);
}

TEST_F(ChangeLive, SuppressedCompletionIsToldByName) {
    host.file("silent");
    const int status = box.run({"uring-unlink", "skip", "/shared/silent"});
    if (status == ENOSYS || status == EINVAL || status == EPERM) GTEST_SKIP() << "the kernel suppresses no completion";
    ASSERT_EQ(status, 0);
    EXPECT_TRUE(find<Change>(key, [](const decode::Event&, const Change& c) {
        return c.op == OB_CHANGE_UNLINK && c.name == "/shared/silent";
    }));
}

}  // namespace
}  // namespace overboard::test
