// SPDX-License-Identifier: Apache-2.0
// Containers that ran before the sensor did.
#include <gmock/gmock.h>

#include <algorithm>

#include "kernel/fixture.h"

namespace overboard::test {
namespace {

using decode::Event;
using decode::Exec;

struct ScanLive : testing::Test {
    Box box;  // before the kernel side
    std::unique_ptr<Kernel> kernel;
    std::vector<source::Scanned> found;

    void attach_and_scan() {
        kernel = std::make_unique<Kernel>();
        auto scanned = kernel->live().scan();
        ASSERT_TRUE(scanned) << scanned.error().message;
        found = *scanned;
    }
    const source::Scanned* first_process() {
        const auto at = std::find_if(found.begin(), found.end(), [&](const auto& s) {
            return s.task.tgid == static_cast<std::uint32_t>(box.pid());
        });
        return at == found.end() ? nullptr : &*at;
    }
};

TEST_F(ScanLive, FindsTheProcessItsContainerAndNamespaces) {
    attach_and_scan();
    const auto* process = first_process();
    ASSERT_TRUE(process);
    EXPECT_NE(process->task.container, 0u);
    EXPECT_EQ(process->task.ns_tgid, 1u);
    EXPECT_TRUE(process->task.flags & OB_TASK_SCANNED);
    EXPECT_TRUE(process->task.flags & OB_TASK_ARMED);
    EXPECT_NE(process->container.mnt_ns, 0u);
    EXPECT_NE(process->container.root_ino, 0u);
    EXPECT_NE(process->task.exe_ino, 0u);
}

TEST_F(ScanLive, HostProcessesAreNotAdopted) {
    attach_and_scan();
    EXPECT_TRUE(std::none_of(found.begin(), found.end(),
                             [](const auto& s) { return s.task.tgid == static_cast<std::uint32_t>(getpid()); }));
}

TEST_F(ScanLive, ListeningSocketMakesAnOlderProcessAServer) {
    ASSERT_EQ(box.act({"lo-up"}), 0);
    ASSERT_EQ(box.act({"listen", "127.0.0.1", "8090"}), 0);
    attach_and_scan();
    const auto* process = first_process();
    ASSERT_TRUE(process);
    EXPECT_TRUE(process->task.flags & OB_TASK_SERVER);
    EXPECT_EQ(process->server.port, 8090);
    EXPECT_EQ(process->server.cause, OB_SERVER_SCANNED);
    ASSERT_EQ(box.exec({"/bin/true", "later"}), 0);
    const Event* seen = kernel->wait([&](const Event& e) {
        const auto* exec = std::get_if<Exec>(&e.body);
        return exec && exec->args.bytes.ends_with("later");
    });
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->task.has(OB_TASK_LINEAGE));
    EXPECT_EQ(seen->task.raw->container, process->task.container);
    EXPECT_EQ(seen->task.server->port, 8090);
}

TEST_F(ScanLive, EventsOfAnAdoptedContainerAreAttributedToIt) {
    attach_and_scan();
    ASSERT_EQ(box.join({"/bin/true", "joined"}), 0);
    const Event* seen = kernel->wait([&](const Event& e) {
        const auto* exec = std::get_if<Exec>(&e.body);
        return exec && exec->args.bytes.ends_with("joined");
    });
    ASSERT_TRUE(seen);
    ASSERT_TRUE(first_process());
    EXPECT_EQ(seen->task.raw->container, first_process()->task.container);
    EXPECT_TRUE(seen->task.has(OB_TASK_JOINED));
}

}  // namespace
}  // namespace overboard::test
