// SPDX-License-Identifier: Apache-2.0
// Which container a process is of, whatever it does to its cgroup and namespaces.
#include <bpf/bpf.h>
#include <signal.h>

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "kernel/fixture.h"
#include "support/agent.h"

namespace overboard::test {
namespace {

using decode::Cgroup;
using decode::Event;
using decode::Exec;

struct IdentityLive : KernelTest {
    Box box{{{"/sys/fs/cgroup", "/sys/fs/cgroup"}}};
    std::uint64_t key = key_of(box);

    const Event* exec_of(const std::string& last_argument) {
        return kernel.wait([&](const Event& e) {
            const auto* exec = std::get_if<Exec>(&e.body);
            return exec && exec->args.bytes == "/bin/true" + std::string(1, '\0') + last_argument;
        });
    }
};

TEST_F(IdentityLive, CgroupIsToldAtItsBirthWithItsPath) {
    const auto name = std::filesystem::path(box.cgroup()).filename().string();
    const auto* made = kernel.wait([&](const Event& e) {
        const auto* cgroup = std::get_if<Cgroup>(&e.body);
        return cgroup && cgroup->op == OB_CGROUP_MKDIR && cgroup->path == "/" + name;
    });
    ASSERT_TRUE(made);
    EXPECT_EQ(std::get<Cgroup>(made->body).id, key);
    EXPECT_EQ(made->task.raw->tgid, static_cast<std::uint32_t>(getpid()));
    const auto* attached = kernel.wait([&](const Event& e) {
        const auto* cgroup = std::get_if<Cgroup>(&e.body);
        return cgroup && cgroup->op == OB_CGROUP_ATTACH && cgroup->id == key;
    });
    EXPECT_TRUE(attached);
}

TEST_F(IdentityLive, ProcessThatChangesItsCgroupKeepsItsContainer) {
    const std::string elsewhere = box.cgroup() + "-elsewhere";
    ASSERT_EQ(box.exec({"/bin/sh", "-c",
                        "mkdir " + elsewhere + " && echo $$ > " + elsewhere + "/cgroup.procs && exec /bin/true moved"}),
              0);
    const Event* seen = exec_of("moved");
    std::filesystem::remove(elsewhere);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->task.raw->container, key);
    EXPECT_NE(seen->task.raw->cgroup, key);
}

TEST_F(IdentityLive, CgroupMadeInsideIsNoIdentity) {
    const std::string claimed = box.cgroup() + "/" + std::string(64, 'a');
    ASSERT_EQ(box.exec({"/bin/mkdir", claimed}), 0);
    ASSERT_EQ(box.exec({"/bin/true", "after"}), 0);
    ASSERT_TRUE(exec_of("after"));
    EXPECT_TRUE(kernel
                    .all([&](const Event& e) {
                        const auto* cgroup = std::get_if<Cgroup>(&e.body);
                        return cgroup && cgroup->path.find("aaaaaaaa") != cgroup->path.npos;
                    })
                    .empty());
    std::filesystem::remove(claimed);
}

TEST_F(IdentityLive, NestedContainerIsOfTheOuterOneButNotOfItsServers) {
    ASSERT_EQ(box.act({"lo-up"}), 0);
    ASSERT_EQ(box.act({"listen", "127.0.0.1", "2375"}), 0);  // the nested runtime's own TCP API
    ASSERT_EQ(box.branch({"nest", "/bin/true", "inner"}), 0);
    const Event* seen = exec_of("inner");
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->task.raw->container, key);
    EXPECT_TRUE(seen->task.has(OB_TASK_NESTED));
    EXPECT_FALSE(seen->task.has(OB_TASK_LINEAGE | OB_TASK_SERVER));
}

TEST_F(IdentityLive, UnsharingAloneDoesNotLeaveTheServersLineage) {
    ASSERT_EQ(box.act({"lo-up"}), 0);
    ASSERT_EQ(box.act({"listen", "127.0.0.1", "8091"}), 0);
    ASSERT_EQ(box.exec({"/bin/sh", "-c", "mkdir -p /jail && exec unshare -m -p -f chroot / /bin/true hidden"}), 0);
    const Event* seen = exec_of("hidden");
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->task.has(OB_TASK_LINEAGE));
}

// The memory of its mount namespace goes to one of the next, while its own cgroup is still there.
// Kernel addresses are used again: what stands at one may be another container's by the time a cgroup goes.
TEST_F(IdentityLive, TheEndOfACgroupTakesNothingThatIsAnothersByNow) {
    const base::Fd namespaces = kernel.map("namespaces");
    auto over = std::make_unique<Box>();
    const std::uint64_t its = key_of(*over), another = its + 1;
    std::uint64_t at = 0, owner = 0;
    while (owner != its && !bpf_map_get_next_key(namespaces.get(), at ? &at : nullptr, &at))
        bpf_map_lookup_elem(namespaces.get(), &at, &owner);
    ASSERT_EQ(owner, its);
    ASSERT_EQ(bpf_map_update_elem(namespaces.get(), &at, &another, BPF_ANY), 0);
    over.reset();
    ASSERT_TRUE(kernel.wait([&](const Event& e) {
        const auto* gone = std::get_if<decode::Cgroup>(&e.body);
        return gone && gone->op == OB_CGROUP_RMDIR && gone->id == its;
    }));
    EXPECT_EQ(bpf_map_lookup_elem(namespaces.get(), &at, &owner), 0);
    bpf_map_delete_elem(namespaces.get(), &at);
}

TEST_F(IdentityLive, NextContainersAreNotTakenForOneThatIsOver) {
    ASSERT_EQ(kill(box.pid(), SIGKILL), 0);
    for (int i = 0; i < 10; i++) {
        Box next;
        const std::string mark = "next-" + std::to_string(i);
        ASSERT_EQ(next.exec({"/bin/true", mark}), 0);
        const Event* seen = exec_of(mark);
        ASSERT_TRUE(seen);
        EXPECT_NE(seen->task.raw->container, key) << mark;
    }
}

}  // namespace
}  // namespace overboard::test
