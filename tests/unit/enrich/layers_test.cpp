// SPDX-License-Identifier: Apache-2.0
// Which files are the image's, and which image it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "enrich/host_mounts.h"
#include "enrich/process_tree.h"
#include "support/record_builder.h"

namespace {

using namespace overboard;
using namespace overboard::enrich;

std::string overlay(const std::string& options) {
    return "36 35 0:54 / /run/c/rootfs rw,relatime shared:7 - overlay overlay " + options + "\n";
}

TEST(Layers, AreTheLowerDirectories) {
    const auto of = [](const std::string& options) {
        return std::string(HostMounts::parse(overlay(options)).layers(54));
    };
    const auto first = of("rw,lowerdir=/l/1:/l/2,upperdir=/u/1,workdir=/w/1");
    EXPECT_EQ(first.size(), 64U);
    EXPECT_EQ(of("rw,lowerdir=/l/1:/l/2,upperdir=/u/2,workdir=/w/2"), first);
    EXPECT_NE(of("rw,lowerdir=/l/2:/l/1,upperdir=/u/1,workdir=/w/1"), first);
    EXPECT_EQ(of("rw,upperdir=/u/1"), "");
    EXPECT_EQ(HostMounts::parse("36 35 8:1 / / rw - ext4 /dev/sda1 rw,lowerdir=/l\n").layers(8 << 20 | 1), "");
    EXPECT_EQ(HostMounts::parse("36 35 0:54 / /x rw - overlay\n").layers(54), "");
}

TEST(OfImage, OnlyWhatLiesInALowerLayerOfTheContainersRoot) {
    const auto runs = [](test::FileSpec exe) {
        ProcessTree tree({});
        const auto event = test::exec(exe).task(10, 1).container(7).event();
        return tree.exec(*event->task.raw, std::get<decode::Exec>(event->body), 1).of_image;
    };
    EXPECT_TRUE(runs({"/bin/sh", ""}));
    test::FileSpec upper{"/bin/sh", ""}, volume{"/data/sh", ""}, plain{"/bin/sh", ""};
    upper.flags |= OB_FILE_UPPER;
    volume.flags = 0;
    plain.magic = 0xef53;  // ext4: nothing tells what came later
    for (const auto& other : {upper, volume, plain}) EXPECT_FALSE(runs(other));
}

TEST(OfImage, IsInheritedAtFork) {
    ProcessTree tree({});
    const auto exec = test::exec("/bin/sh").task(10, 1).container(7).event();
    tree.exec(*exec->task.raw, std::get<decode::Exec>(exec->body), 1);
    const auto fork = test::fork().task(11, 2).parent(10, 1).container(7).event();
    EXPECT_TRUE(tree.fork(*fork->task.raw).of_image);
}

}  // namespace
