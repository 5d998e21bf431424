// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include "kernel/objects.h"

namespace overboard::test {
namespace {

using decode::Open;

struct DeniedLive : ObjectsTest {
    const Open* denied(const std::string& name) {
        return opened([&](const Open& o) { return o.error && o.name == name; });
    }
};

TEST_F(DeniedLive, PermissionIsSeenByName) {
    chmod(host.file("private").c_str(), 0600);
    ASSERT_EQ(box.run({"as-nobody", "open", "/shared/private", "w"}), EACCES);
    const auto* open = denied("/shared/private");
    ASSERT_TRUE(open);
    EXPECT_FALSE(open->resolved);
    EXPECT_EQ(open->error, EACCES);
    EXPECT_EQ(open->flags & O_ACCMODE, static_cast<unsigned>(O_WRONLY));
    EXPECT_EQ(event->task.raw->uid, 65534u);
}

TEST_F(DeniedLive, OwnershipIsSeenByName) {
    host.file("others");
    ASSERT_EQ(box.run({"as-nobody", "open-noatime", "/shared/others"}), EPERM);
    const auto* open = denied("/shared/others");
    ASSERT_TRUE(open);
    EXPECT_EQ(open->error, EPERM);
}

TEST_F(DeniedLive, ReadOnlyMountIsSeenByName) {
    host.file("fixed");
    ASSERT_EQ(box.run({"openat2", "/frozen/fixed", "w"}), EROFS);
    const auto* open = denied("/frozen/fixed");
    ASSERT_TRUE(open);
    EXPECT_EQ(open->error, EROFS);
    EXPECT_EQ(open->flags & O_ACCMODE, static_cast<unsigned>(O_WRONLY));
}

TEST_F(DeniedLive, LongNameIsCut) {
    std::string name = "/frozen";
    for (int i = 0; i < 10; i++) name += "/./" + std::string(i, '.').substr(0, 1) + std::string(90, '/');
    name += "fixed-too";
    host.file("fixed-too");
    ASSERT_EQ(box.run({"open", name, "w"}), EROFS);
    const auto* open = opened([&](const Open& o) { return o.error && o.name.size() > 400; });
    ASSERT_TRUE(open);
    EXPECT_EQ(open->name, name.substr(0, OB_NAME_BYTES - 1));
}

TEST_F(DeniedLive, WhatIsNotThereIsNoNews) {
    ASSERT_EQ(box.run({"open", "/shared/absent"}), ENOENT);
    ASSERT_EQ(box.run({"open", "/frozen/absent", "w"}), ENOENT);
    host.file("last");
    ASSERT_EQ(box.run({"open", "/shared/last"}), 0);
    ASSERT_TRUE(opened_inode_of(host.path() + "/last"));
    EXPECT_TRUE(kernel
                    .all([&](const decode::Event& e) {
                        const auto* open = std::get_if<Open>(&e.body);
                        return open && e.task.raw->container == key && open->error == ENOENT;
                    })
                    .empty());
}

// The descriptor is swapped while the open returns: by its name, or as the file that it is, but never not at all.
TEST_F(DeniedLive, SwappedDescriptorIsCounted) {
    const auto lost = [&] { return kernel.live().losses()[OB_KIND_OPEN][OB_LOSS_RACE]; };
    const auto before = lost();
    host.file("innocent");
    host.file("swapped");
    for (int i = 0; i < 20 && lost() == before; i++)
        ASSERT_EQ(box.run({"open-swapped", "/shared/swapped", "/shared/innocent", "20000"}), 0);
    EXPECT_GT(lost(), before);
    EXPECT_TRUE(opened_inode_of(host.path() + "/swapped"));
}

}  // namespace
}  // namespace overboard::test
