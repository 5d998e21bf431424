// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>

#include "kernel/objects.h"
#include "support/agent.h"

namespace overboard::test {
namespace {

using decode::Event;
using decode::Open;

constexpr std::uint32_t kProc = 0x9fa0;  // PROC_SUPER_MAGIC

struct OpenLive : ObjectsTest {
    // The open of a file of the host directory, whatever it was called, shows these two paths.
    const Open* host_file(const std::string& name) {
        const auto* open = opened_inode_of(host.path() + "/" + name);
        if (!open) return nullptr;
        EXPECT_EQ(open->file.path.container, "/shared/" + name);
        EXPECT_EQ(open->file.path.filesystem, path_in_filesystem(host.path() + "/" + name));
        EXPECT_FALSE(open->file.own_root);
        EXPECT_FALSE(open->file.path.outside);
        return open;
    }
};

TEST_F(OpenLive, BindMountShowsTheHostFile) {
    host.file("plain");
    ASSERT_EQ(box.run({"open", "/shared/plain"}), 0);
    const auto* open = host_file("plain");
    ASSERT_TRUE(open);
    EXPECT_EQ(open->flags & O_ACCMODE, static_cast<unsigned>(O_RDONLY));
    EXPECT_EQ(open->file.mode & S_IFMT, static_cast<unsigned>(S_IFREG));
    EXPECT_EQ(open->entry, OB_ENTRY_SYSCALL);
    EXPECT_EQ(open->error, 0);
}

TEST_F(OpenLive, SymlinkShowsItsTarget) {
    host.file("linked");
    ASSERT_EQ(box.run({"symlink", "/shared/linked", "/innocent"}), 0);
    ASSERT_EQ(box.run({"open", "/innocent"}), 0);
    EXPECT_TRUE(host_file("linked"));
}

TEST_F(OpenLive, DotDotIsResolved) {
    host.file("dots");
    ASSERT_EQ(box.run({"open", "/etc/../usr/./../shared/dots"}), 0);
    EXPECT_TRUE(host_file("dots"));
}

TEST_F(OpenLive, ProcSelfRootIsResolved) {
    host.file("root");
    ASSERT_EQ(box.run({"open", "/proc/self/root/shared/root"}), 0);
    EXPECT_TRUE(host_file("root"));
}

TEST_F(OpenLive, EverySystemCallThatOpensIsSeen) {
    for (const char* name : {"two", "handle"}) host.file(name);
    ASSERT_EQ(box.run({"openat2", "/shared/two"}), 0);
    ASSERT_EQ(box.run({"open-by-handle", "/shared/handle", "/shared"}), 0);
    EXPECT_TRUE(host_file("two"));
    EXPECT_TRUE(host_file("handle"));
#ifdef __x86_64__
    host.file("legacy");
    ASSERT_EQ(box.run({"open-legacy", "/shared/legacy"}), 0);
    ASSERT_EQ(box.run({"creat", "/shared/creat"}), 0);
    EXPECT_TRUE(host_file("legacy"));
    const auto* creat = host_file("creat");
    ASSERT_TRUE(creat);
    EXPECT_EQ(creat->flags & (O_ACCMODE | O_CREAT | O_TRUNC), static_cast<unsigned>(O_WRONLY | O_CREAT | O_TRUNC));
#endif
}

TEST_F(OpenLive, ChrootIntoAHostMountHidesNothing) {
    host.file("chrooted");
    ASSERT_EQ(box.run({"chroot-open", "/shared", "/chrooted"}), 0);
    EXPECT_TRUE(host_file("chrooted"));
}

TEST_F(OpenLive, FlagsSayWhatItWasOpenedFor) {
    host.file("append");
    ASSERT_EQ(box.run({"open", "/shared/append", "w"}), 0);
    const auto* append = host_file("append");
    ASSERT_TRUE(append);
    EXPECT_EQ(append->flags & (O_ACCMODE | O_APPEND), static_cast<unsigned>(O_WRONLY | O_APPEND));
    ASSERT_EQ(box.run({"openat2", "/shared/created", "rw"}), 0);
    const auto* created = host_file("created");
    ASSERT_TRUE(created);
    const unsigned all = O_RDWR | O_CREAT | O_TRUNC;
    EXPECT_EQ(created->flags & (O_ACCMODE | O_CREAT | O_TRUNC), all);
}

TEST_F(OpenLive, OwnRootIsToldFromMounts) {
    ASSERT_EQ(box.run({"open", "/etc/hostname-of-test", "rw"}), 0);
    const auto* own = opened([](const Open& o) { return o.file.path.container == "/etc/hostname-of-test"; });
    ASSERT_TRUE(own);
    EXPECT_TRUE(own->file.own_root);
    EXPECT_TRUE(own->file.upper_layer);
    ASSERT_EQ(box.run({"open", "/proc/self/status"}), 0);
    const auto* proc = opened([](const Open& o) { return o.file.path.container.ends_with("/status"); });
    ASSERT_TRUE(proc);
    EXPECT_FALSE(proc->file.own_root);
    EXPECT_EQ(proc->file.magic, kProc);
    EXPECT_EQ(proc->file.path.container, "/proc/" + std::to_string(event->task.raw->ns_tgid) + "/status");
}

TEST_F(OpenLive, ImageFileIsNotOfTheUpperLayer) {
    ASSERT_EQ(box.run({"open", self_path()}), 0);
    const auto* open = opened([](const Open& o) { return o.file.path.container == self_path(); });
    ASSERT_TRUE(open);
    EXPECT_TRUE(open->file.own_root);
    EXPECT_FALSE(open->file.upper_layer);
}

TEST_F(OpenLive, DeepAndLongPathIsWhole) {
    const std::string part(100, 'd');
    ASSERT_EQ(box.run({"open-deep", "/shared", part, "60"}), 0);
    std::string name = "/leaf";
    for (int i = 0; i < 60; i++) name.insert(0, "/" + part);
    const auto* open = opened([](const Open& o) { return o.file.path.container.ends_with("/leaf"); });
    ASSERT_TRUE(open);
    EXPECT_FALSE(open->file.path.truncated);
    EXPECT_EQ(open->file.path.container, "/shared" + name);
    EXPECT_EQ(open->file.path.filesystem, path_in_filesystem(host.path() + "/x").substr(0, host.path().size()) + name);
}

TEST_F(OpenLive, PathDeeperThanTheWalkIsMarked) {
    ASSERT_EQ(box.run({"open-deep", "/shared", "n", "300"}), 0);
    const auto* open = opened([](const Open& o) { return o.file.path.truncated; });
    ASSERT_TRUE(open);
    EXPECT_THAT(std::string(open->file.path.container), testing::StartsWith("/.../n/n"));
    EXPECT_THAT(std::string(open->file.path.container), testing::EndsWith("/n/leaf"));
    EXPECT_FALSE(open->file.own_root);
}

TEST_F(OpenLive, UnlinkedFileIsMarked) {
    ASSERT_EQ(box.run({"open-unlinked", "/shared/gone"}), 0);
    const auto* open = opened([](const Open& o) { return o.file.path.unlinked; });
    ASSERT_TRUE(open);
    EXPECT_EQ(open->file.path.container, "/shared/gone");
    EXPECT_EQ(open->flags & O_ACCMODE, static_cast<unsigned>(O_RDONLY));
}

// A number that is free again belongs to the next file at once; within the fold window, too, it is another object.
TEST_F(OpenLive, ReusedInodeUnderAnotherNameIsAnotherObject) {
    ASSERT_EQ(box.run({"open-reused", "/shared/first", "/shared/second"}), 0);
    const auto named = [&](const std::string& name) {
        return opened([&](const Open& o) { return o.file.path.container == name; });
    };
    EXPECT_TRUE(named("/shared/first"));
    EXPECT_TRUE(named("/shared/second"));
}

TEST_F(OpenLive, PipeHasNoName) {
    ASSERT_EQ(box.run({"open-pipe"}), 0);
    EXPECT_TRUE(opened([](const Open& o) { return S_ISFIFO(o.file.mode) && o.file.path.outside; }));
}

TEST_F(OpenLive, NameComesAsItsBytesAre) {
    const std::string name = "line\nbreak\x01\xff\x1b[31m";
    host.file(name);
    ASSERT_EQ(box.run({"open", "/shared/" + name}), 0);
    EXPECT_TRUE(host_file(name));
}

}  // namespace
}  // namespace overboard::test
