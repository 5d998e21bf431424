// SPDX-License-Identifier: Apache-2.0
// A table that is full: what cannot be followed is judged as a server, and counted.
#include "kernel/fixture.h"

namespace overboard::test {
namespace {

using decode::Event;

struct StrayLive : testing::Test {
    static constexpr std::uint32_t kProcesses = 64;
    Kernel kernel{Kernel::everything(), kProcesses};
    Box box;
    std::uint64_t key = container_key(kernel, box);
};

TEST_F(StrayLive, ForkStormHidesNothing) {
    ASSERT_NE(key, 0u);
    ASSERT_EQ(box.run({"storm", "100", "open", "/etc/passwd"}), 0);
    EXPECT_GT(kernel.live().losses()[OB_KIND_FORK][OB_LOSS_PROCESS_TABLE], 0u);
    ASSERT_EQ(box.run({"storm", "100", "exec", "/bin/true"}), 0);
    std::size_t opens = 0, execs = 0, strays = 0;
    for (const Event* event : kernel.all([&](const Event& e) { return e.task.raw->container == key; })) {
        const auto* open = std::get_if<decode::Open>(&event->body);
        const auto* exec = std::get_if<decode::Exec>(&event->body);
        opens += open && open->file.path.container == "/etc/passwd";
        execs += exec && exec->args.bytes == "/bin/true";
        if (!event->task.has(OB_TASK_UNKNOWN)) continue;
        strays++;
        EXPECT_TRUE(event->task.has(OB_TASK_LINEAGE));
        EXPECT_FALSE(event->task.has(OB_TASK_JOINED));
        ASSERT_TRUE(event->task.server);
        EXPECT_EQ(event->task.server->cause, OB_SERVER_UNKNOWN);
    }
    EXPECT_EQ(execs, 100u);
    EXPECT_GT(strays, 0u);
    EXPECT_GT(opens, 0u);
}

}  // namespace
}  // namespace overboard::test
