// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "kernel/fixture.h"
#include "support/agent.h"

namespace overboard::test {
namespace {

using decode::Event;
using decode::Exec;

struct ExecLive : KernelTest {
    Box box;
    std::uint64_t key = key_of(box);
};

TEST_F(ExecLive, ContainerIsArmedAtItsFirstExecWithNamespacesOfItsOwn) {
    ASSERT_NE(key, 0u);
    const auto* event =
        kernel.wait([&](const Event& e) { return e.kind() == OB_KIND_CONTAINER && e.task.raw->container == key; });
    ASSERT_TRUE(event);
    const auto* raw = std::get<decode::Container>(event->body).raw;
    EXPECT_NE(raw->mnt_ns, 0u);
    EXPECT_NE(raw->pid_ns, 0u);
    EXPECT_EQ(event->task.raw->ns_tgid, 1u);
    EXPECT_TRUE(event->task.has(OB_TASK_INIT));
}

TEST_F(ExecLive, ExecCarriesInodePathArgumentsAndParent) {
    ASSERT_EQ(box.exec({"/bin/true", "one", "two words"}), 0);
    const Event* seen = nullptr;
    const auto* exec = find<Exec>(key, [&](const Event& e, const Exec& x) {
        seen = &e;
        return x.filename == "/bin/true";
    });
    ASSERT_TRUE(exec);
    struct stat real {};  // a busybox guest's /bin/true is a link: the inode decides, not the name
    ASSERT_EQ(stat("/bin/true", &real), 0);
    EXPECT_EQ(exec->exe.inode, real.st_ino);
    EXPECT_EQ(exec->exe.path.container, std::filesystem::canonical("/bin/true").string());
    EXPECT_EQ(exec->args.bytes, std::string_view("/bin/true\0one\0two words", 23));
    EXPECT_FALSE(exec->args.truncated);
    EXPECT_TRUE(exec->exe.own_root);
    EXPECT_NE(exec->exe.inode, 0u);
    EXPECT_EQ(seen->task.raw->parent_tgid, static_cast<std::uint32_t>(box.pid()));
    EXPECT_EQ(exec->cwd.container, "/");
}

TEST_F(ExecLive, ScriptShowsItsInterpreter) {
    ASSERT_EQ(box.exec({"/bin/sh", "-c", "printf '#!/bin/sh\\nexit 7\\n' > /script; chmod 755 /script; exec /script"}),
              7);
    const auto* exec = find<Exec>(key, [](const Event&, const Exec& x) { return x.filename == "/script"; });
    ASSERT_TRUE(exec);
    EXPECT_EQ(exec->interp, "/bin/sh");
    EXPECT_THAT(std::string(exec->exe.path.container), testing::HasSubstr("/bin/"));
}

TEST_F(ExecLive, LongArgumentsAreCutAndMarked) {
    ASSERT_EQ(box.exec({"/bin/true", std::string(60000, 'x')}), 0);
    const auto* exec = find<Exec>(key, [](const Event&, const Exec& x) { return x.args.total > 60000; });
    ASSERT_TRUE(exec);
    EXPECT_TRUE(exec->args.truncated);
    EXPECT_LE(exec->args.bytes.size(), static_cast<std::size_t>(OB_ARGS_BYTES));
}

TEST_F(ExecLive, MemfdIsSeenAsUnreachableFromTheRoot) {
    EXPECT_EQ(box.run({"memfd-exec", self_path()}), 0);
    const auto* exec = find<Exec>(key, [](const Event&, const Exec& x) { return x.exe.path.outside; });
    ASSERT_TRUE(exec);
    EXPECT_THAT(std::string(exec->exe.path.container), testing::HasSubstr("memfd:x"));
}

TEST_F(ExecLive, FailedExecIsSeenByTheNameAskedFor) {
    ASSERT_EQ(box.exec({"/no/such/tool"}), 127);
    const auto* failed =
        find<decode::ExecFailed>(key, [](const Event&, const auto& f) { return f.filename == "/no/such/tool"; });
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->error, ENOENT);
}

TEST_F(ExecLive, ForkAndExitAreSeen) {
    ASSERT_EQ(box.exec({"/bin/sh", "-c", "exit 3"}), 3);
    const auto* exit = find<decode::Exit>(key, [](const Event&, const decode::Exit& x) { return x.code == 3 << 8; });
    EXPECT_TRUE(exit);
    EXPECT_TRUE(find<decode::Fork>(key, [&](const Event& e, const decode::Fork&) {
        return e.task.raw->parent_tgid == static_cast<std::uint32_t>(box.pid());
    }));
}

TEST_F(ExecLive, JoinedFromOutsideIsToldFromTheLineage) {
    ASSERT_EQ(box.join({"/bin/true", "probe"}), 0);
    const Event* seen = nullptr;
    ASSERT_TRUE(find<Exec>(key, [&](const Event& e, const Exec& x) {
        seen = &e;
        return x.args.bytes == std::string_view("/bin/true\0probe", 15);
    }));
    EXPECT_TRUE(seen->task.has(OB_TASK_JOINED));
    EXPECT_FALSE(seen->task.has(OB_TASK_INIT));
}

TEST_F(ExecLive, SequenceNumbersHaveNoGap) {
    for (int i = 0; i < 20; i++) ASSERT_EQ(box.exec({"/bin/true"}), 0);
    std::map<std::pair<int, int>, std::uint64_t> last;
    for (const Event* e : kernel.all([](const Event&) { return true; })) {
        auto [at, first] = last.try_emplace({e->record->ring, e->record->cpu}, e->record->seq);
        if (!first) {
            EXPECT_EQ(e->record->seq, at->second + 1);
        }
        at->second = e->record->seq;
    }
    EXPECT_FALSE(last.empty());
}

}  // namespace
}  // namespace overboard::test
