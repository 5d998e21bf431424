// SPDX-License-Identifier: Apache-2.0
#include "source/hierarchy.h"

#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

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

TEST(Hierarchy, IsMountedWhereTheTableSays) {
    const std::string table =
        "cgroup2 /sys/fs/cgroup/unified cgroup2 rw,nsdelegate 0 0\n"
        "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpuacct,cpu 0 0\n"
        "cgroup /sys/fs/cgroup/pids cgroup rw,nosuid,pids 0 0\n"
        "tmpfs /pids tmpfs rw,pids 0 0\n"
        "cgroup /srv/a\\040place\\011 cgroup rw,pids 0 0\nshort line\n";
    EXPECT_EQ(mounts_of({.id = 7, .controller = 1}, table),
              (std::vector<std::string>{"/sys/fs/cgroup/pids", "/srv/a place\t"}));
    EXPECT_EQ(mounts_of({.id = 3, .controller = 5}, table), std::vector<std::string>{"/sys/fs/cgroup/cpu,cpuacct"});
    EXPECT_EQ(mounts_of({}, table), std::vector<std::string>{"/sys/fs/cgroup/unified"});
    EXPECT_TRUE(mounts_of({}, "").empty());
    EXPECT_EQ(mounts_of({}, "cgroup2 /bad\\09x\\ cgroup2 rw 0 0\n"), std::vector<std::string>{"/bad\\09x\\"});
}

struct CgroupsBelow : testing::Test {
    const std::string home = testing::TempDir() + "cgroups-" + std::to_string(getpid());
    std::uint64_t make(const std::string& path) {
        std::filesystem::create_directories(home + path);
        struct stat info {};
        return stat((home + path).c_str(), &info) ? 0 : info.st_ino;
    }
    ~CgroupsBelow() override { std::filesystem::remove_all(home); }
};

TEST_F(CgroupsBelow, EveryDirectoryButTheFirstAndNothingElse) {
    const std::set<std::uint64_t> made{make("/a"), make("/a/b"), make("/c")};
    std::ofstream(home + "/a/cgroup.procs");
    const auto found = cgroups_below(home, 100);
    EXPECT_EQ(found.size(), 3u);
    EXPECT_EQ(std::set(found.begin(), found.end()), made);
    EXPECT_TRUE(cgroups_below(home + "/gone", 100).empty());
}

TEST_F(CgroupsBelow, ManyAreCutTheDeepestFirst) {
    const std::set<std::uint64_t> outer{make("/a"), make("/b")};
    make("/a/b/c/d");
    const auto found = cgroups_below(home, 2);
    EXPECT_EQ(std::set(found.begin(), found.end()), outer);
}

}  // namespace
}  // namespace overboard::source
