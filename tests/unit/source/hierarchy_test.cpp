// SPDX-License-Identifier: Apache-2.0
#include "source/hierarchy.h"

#include <gtest/gtest.h>

namespace overboard::source {
namespace {

TEST(Hierarchy, PureCgroup2) { EXPECT_EQ(choose_hierarchy("0::/user.slice\n").id, 0u); }

TEST(Hierarchy, HybridPrefersAControllerThatEveryRuntimeJoins) {
    const auto chosen = choose_hierarchy("9:name=systemd:/\n8:memory:/a\n7:pids:/\n1:cpu,cpuacct:/\n0::/\n");
    EXPECT_EQ(chosen.id, 7u);
    EXPECT_EQ(chosen.controller, 1u);
}

TEST(Hierarchy, ControllerAmongOthersOnItsLine) {
    const auto chosen = choose_hierarchy("3:cpu,cpuacct:/\n0::/\n");
    EXPECT_EQ(chosen.id, 3u);
    EXPECT_EQ(chosen.controller, 5u);
}

TEST(Hierarchy, NameAloneIsNoController) { EXPECT_EQ(choose_hierarchy("5:name=pids:/\n0::/\n").id, 0u); }

TEST(Hierarchy, Nonsense) {
    for (const char* text : {"", ":", "::", "x:pids:/\n", "pids", "\n\n"})
        EXPECT_EQ(choose_hierarchy(text).id, 0u) << text;
}

}  // namespace
}  // namespace overboard::source
