// SPDX-License-Identifier: Apache-2.0
#include "incidents/identity.h"

#include <gtest/gtest.h>

#include <set>

#include "support/scene.h"

namespace overboard::incidents {
namespace {

using test::FileSpec;
using test::Scene;

TEST(AlertId, IsAUlidOfTheEventsTime) {
    Scene scene;
    const std::string id = alert_id(scene.judge(test::innocent_socket()), "boot");
    EXPECT_EQ(id.size(), 26U);
    EXPECT_EQ(id.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), std::string::npos) << id;
    std::uint64_t ms = 0;
    for (const char c : id.substr(0, 10)) ms = ms * 32 + std::string("0123456789ABCDEFGHJKMNPQRSTVWXYZ").find(c);
    EXPECT_EQ(ms, static_cast<std::uint64_t>(Scene::wall_ns / 1'000'000));
}

TEST(AlertId, IsTheSameForTheSameEventAndDiffersOtherwise) {
    Scene scene, again;
    const auto id = [](Scene& s, std::uint64_t seq, std::uint32_t cpu, const char* boot) {
        return alert_id(s.judge(test::innocent_socket().sequence(seq, cpu)), boot);
    };
    const std::string first = id(scene, 1, 0, "boot");
    EXPECT_EQ(id(again, 1, 0, "boot"), first);
    std::set<std::string> ids{first, id(scene, 2, 0, "boot"), id(scene, 1, 1, "boot"), id(scene, 1, 0, "other")};
    ids.insert(alert_id(scene.judge(test::exec("/bin/sh").sequence(1, 0)), "boot"));  // the other ring
    scene.rule.id = "host-mount-read";
    ids.insert(id(scene, 1, 0, "boot"));
    EXPECT_EQ(ids.size(), 6U);
}

TEST(AlertId, SortsByTime) {
    Scene scene;
    const std::string earlier = alert_id(scene.judge(test::innocent_socket()), "b");
    EXPECT_LT(earlier, alert_id(scene.judge(test::innocent_socket(), Scene::wall_ns + 1'000'000), "b"));
}

TEST(DedupKey, TheNameOfAnObjectDoesNotMatterItsInodeDoes) {
    Scene scene;
    const auto opened = [&](const char* path, std::uint64_t inode) {
        FileSpec file{path, "/x"};
        file.inode = inode;
        return dedup_key(scene.judge(test::open(file)));
    };
    EXPECT_EQ(opened("/a", 5), opened("/b", 5));
    EXPECT_NE(opened("/a", 5), opened("/a", 6));
    EXPECT_EQ(opened("/a", 5).size(), 32U);
}

TEST(DedupKey, ExecsDifferByArgumentsAndServer) {
    Scene scene;
    const auto ran = [&](const char* command) {
        return dedup_key(scene.judge(test::exec("/bin/sh").args({"sh", "-c", command})));
    };
    EXPECT_EQ(ran("id"), ran("id"));
    EXPECT_NE(ran("id"), ran("cat /etc/shadow"));
    const std::string before = ran("id");
    scene.server.exe_inode = 99;
    EXPECT_NE(ran("id"), before);
}

TEST(DedupKey, PidsAndTimesDoNotMatterRuleAndContainerDo) {
    Scene scene, other;
    const std::string first = dedup_key(scene.judge(test::innocent_socket()));
    EXPECT_EQ(dedup_key(other.judge(test::innocent_socket().sequence(9), Scene::wall_ns + 77)), first);
    other.container.id = "another";
    EXPECT_NE(dedup_key(other.judge(test::innocent_socket())), first);
    scene.rule.id = "x";
    EXPECT_NE(dedup_key(scene.judge(test::innocent_socket())), first);
}

TEST(DedupKey, ASocketIsItsFileWhateverNameWasUsed) {
    Scene scene;
    EXPECT_EQ(dedup_key(scene.judge(test::innocent_socket("/tmp/link"))),
              dedup_key(scene.judge(test::innocent_socket())));
}

TEST(DedupKey, PeersAndRefusalsAreTold) {
    Scene s;
    const std::set<std::string> keys{
        dedup_key(s.judge(test::connect_inet("169.254.169.254", 80))),
        dedup_key(s.judge(test::connect_inet("169.254.169.254", 81))),
        dedup_key(s.judge(test::connect_inet("169.254.169.253", 80))),
        dedup_key(s.judge(test::connect_abstract("x"))),
        dedup_key(s.judge(test::connect_abstract("y"))),
        dedup_key(s.judge(test::open_denied("/etc/x", EACCES))),
        dedup_key(s.judge(test::open_denied("/etc/x", EROFS))),
        dedup_key(s.judge(test::exec_failed("/bin/sh"))),
        dedup_key(s.judge(test::exec_failed("/bin/bash"))),
    };
    EXPECT_EQ(keys.size(), 9U);
}

TEST(DedupKey, AContainerWithoutAnIdIsToldByItsKey) {
    Scene scene;
    scene.container.id.clear();
    const std::string seventh = dedup_key(scene.judge(test::innocent_socket()));
    scene.with_container = false;
    EXPECT_EQ(dedup_key(scene.judge(test::innocent_socket())), seventh);
    EXPECT_NE(group_key(scene.finding), seventh);
}

}  // namespace
}  // namespace overboard::incidents
