// SPDX-License-Identifier: Apache-2.0
#include "enrich/executable_hash.h"

#include <gtest/gtest.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "fixture.h"

namespace overboard::enrich {
namespace {

// Of "abc", FIPS 180-4's example.
const std::string of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

class ExecutableHash : public testing::Test {
protected:
    test::FakeHost host;
    std::string program = host.root() + "/program";
    std::uint32_t device = 0;
    std::uint64_t inode = 0;

    void SetUp() override {
        host.write("/program", "abc");
        host.link("/proc/7/exe", program);
        struct stat found {};
        ASSERT_EQ(stat(program.c_str(), &found), 0);
        device = major(found.st_dev) << 20 | minor(found.st_dev);
        inode = found.st_ino;
    }
    ExecutableHashes hashes(ExecutableHashes::Limits limits = {}) { return {host.root() + "/proc", nullptr, limits}; }
};

TEST_F(ExecutableHash, IsOfTheFilesBytes) { EXPECT_EQ(hashes().of({7, device, inode}), of_abc); }

TEST_F(ExecutableHash, IsOfTheFileThatTheKernelNamedOrOfNone) {
    EXPECT_EQ(hashes().of({7, device, inode + 1}), "");
    EXPECT_EQ(hashes().of({7, device + 1, inode}), "");
    EXPECT_EQ(hashes().of({8, device, inode}), "") << "gone";
    EXPECT_EQ(ExecutableHashes("", nullptr).of({7, device, inode}), "");
}

TEST_F(ExecutableHash, FollowsAChangeOfTheFile) {
    auto all = hashes();
    EXPECT_EQ(all.of({7, device, inode}), of_abc);
    host.write("/program", "abcd");
    const auto changed = all.of({7, device, inode});
    EXPECT_EQ(changed.size(), 64u);
    EXPECT_NE(changed, of_abc);
}

TEST_F(ExecutableHash, ReadsNoMoreThanItsLimits) {
    EXPECT_EQ(hashes({.file_bytes = 2}).of({7, device, inode}), "");
    auto all = hashes({.bytes_a_second = 3});
    EXPECT_EQ(all.of({7, device, inode}), of_abc);
    EXPECT_EQ(all.of({7, device, inode}), of_abc) << "what is remembered costs nothing";
    host.write("/program", "abd");
    EXPECT_EQ(all.of({7, device, inode}), "") << "too much in this second";
}

TEST(ReadableExecutable, IsNoneThatAContainerMayServe) {
    decode::File file;
    file.magic = EXT4_SUPER_MAGIC;
    EXPECT_TRUE(never_waits(file));
    file.magic = FUSE_SUPER_MAGIC;
    EXPECT_FALSE(never_waits(file));
    file.magic = OVERLAYFS_SUPER_MAGIC;
    EXPECT_FALSE(never_waits(file)) << "one that the container made may have FUSE below it";
    file.own_root = true;
    EXPECT_TRUE(never_waits(file));
}

}  // namespace
}  // namespace overboard::enrich
