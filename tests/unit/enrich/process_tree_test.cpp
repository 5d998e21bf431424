// SPDX-License-Identifier: Apache-2.0
#include "enrich/process_tree.h"

#include <gtest/gtest.h>

#include "support/record_builder.h"

namespace overboard::enrich {
namespace {

constexpr std::uint64_t box = 7;
constexpr std::uint64_t second = 1'000'000'000;

test::FileSpec program(const std::string& path, std::uint64_t inode) { return {path, "/fs" + path, 9, inode}; }

void exec(ProcessTree& tree, std::uint32_t pid, const std::string& path, std::uint64_t inode,
          std::uint64_t time = second, std::uint32_t parent = 1) {
    auto event = test::exec(program(path, inode))
                     .args({path, "-x"})
                     .cwd("/srv")
                     .task(pid, pid)
                     .parent(parent, parent)
                     .container(box)
                     .time(time)
                     .event();
    tree.exec(*event->task.raw, std::get<decode::Exec>(event->body), time);
}

ob_task task(std::uint32_t pid, std::uint64_t inode, std::uint32_t parent = 1) {
    auto record = test::fork().task(pid, pid).parent(parent, parent).container(box);
    record.wire().rec.task.exe_ino = inode;
    record.wire().rec.task.exe_dev = 9;
    return record.wire().rec.task;
}

TEST(ProcessTree, ExecReplacesAndForkInherits) {
    ProcessTree tree({});
    exec(tree, 10, "/usr/bin/ruby", 1);
    const auto& child = tree.fork(task(11, 1, 10));
    EXPECT_EQ(child.exe, "/usr/bin/ruby");
    EXPECT_EQ(child.exe_fs, "/fs/usr/bin/ruby");
    EXPECT_EQ(child.args, (std::vector<std::string>{"/usr/bin/ruby", "-x"}));
    EXPECT_EQ(child.cwd, "/srv");
    exec(tree, 11, "/bin/sh", 2, second, 10);
    EXPECT_EQ(tree.find(11, 11)->exe, "/bin/sh");
    EXPECT_EQ(tree.find(10, 10)->exe, "/usr/bin/ruby");
}

TEST(ProcessTree, AScriptIsNamedBesideItsInterpreter) {
    ProcessTree tree({});
    auto event = test::exec(program("/bin/dash", 3)).asked("/app/run.sh", "/bin/sh").task(10, 10).event();
    EXPECT_EQ(tree.exec(*event->task.raw, std::get<decode::Exec>(event->body), 1).script, "/app/run.sh");
}

TEST(ProcessTree, AncestorsStopAtTheContainer) {
    ProcessTree tree({});
    auto shim = test::exec("/usr/bin/shim").task(2, 2).event();
    tree.exec(*shim->task.raw, std::get<decode::Exec>(shim->body), 1);
    exec(tree, 10, "/sbin/init", 1, second, 2);
    exec(tree, 11, "/usr/bin/ruby", 2, second, 10);
    exec(tree, 12, "/bin/sh", 3, second, 11);
    const auto found = tree.ancestors(*tree.find(12, 12), 8);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0]->exe, "/usr/bin/ruby");
    EXPECT_EQ(found[1]->exe, "/sbin/init");
    EXPECT_EQ(tree.ancestors(*tree.find(12, 12), 1).size(), 1u);
}

TEST(ProcessTree, TheRuntimesOwnStagesAreNoAncestors) {
    ProcessTree tree({});
    auto stage = task(9, 1, 2);
    stage.flags = 0;  // inside the container's cgroup, not armed
    tree.fork(stage);
    exec(tree, 10, "/sbin/init", 2, second, 9);
    EXPECT_EQ(tree.parent(*tree.find(10, 10)), nullptr);
}

TEST(ProcessTree, MissingParentsAndLoopsEndTheChain) {
    ProcessTree tree({});
    exec(tree, 10, "/a", 1, second, 999);
    EXPECT_TRUE(tree.ancestors(*tree.find(10, 10), 8).empty());
    exec(tree, 20, "/b", 2, second, 20);  // its own parent
    EXPECT_TRUE(tree.ancestors(*tree.find(20, 20), 8).empty());
}

TEST(ProcessTree, ADeadParentIsStillNamed) {
    ProcessTree tree({});
    exec(tree, 10, "/usr/bin/ruby", 1);
    exec(tree, 11, "/bin/sh", 2, second, 10);
    tree.exit(task(10, 1), 2 * second);
    tree.trim(3 * second);
    ASSERT_NE(tree.parent(*tree.find(11, 11)), nullptr);
    EXPECT_EQ(tree.parent(*tree.find(11, 11))->exited_ns, 2 * second);
    tree.trim(1000 * second);
    EXPECT_EQ(tree.find(10, 10), nullptr);
    EXPECT_EQ(tree.evicted(), 0u) << "old age is no eviction";
}

// A recording says what it likes.
TEST(ProcessTree, TheEndOfTimeIsATime) {
    constexpr auto last = ~std::uint64_t{0};
    ProcessTree tree({});
    tree.trim(last);
    exec(tree, 10, "/bin/sh", 1);
    tree.exit(task(10, 1), 2 * second);
    tree.trim(last);
    EXPECT_EQ(tree.size(), 0u);
    exec(tree, 11, "/bin/sh", 1);
    tree.exit(task(11, 1), last);
    tree.trim(last);
    EXPECT_EQ(tree.size(), 0u) << "what ended then is long ago";
}

TEST(ProcessTree, AnOrphanKeepsTheParentItWasBornOf) {
    ProcessTree tree({});
    exec(tree, 10, "/usr/bin/ruby", 1);
    tree.fork(task(11, 1, 10));
    exec(tree, 11, "/usr/bin/curl", 2, 2 * second, 1);  // told after its parent's end: the reaper is its parent now
    EXPECT_EQ(tree.parent(*tree.find(11, 11))->exe, "/usr/bin/ruby");
}

TEST(ProcessTree, APidGivenAgainIsAnotherProcess) {
    ProcessTree tree({});
    exec(tree, 10, "/usr/bin/ruby", 1);
    tree.exit(task(10, 1), 2 * second);
    auto again = test::exec("/bin/cat").task(10, 3 * second).container(box).event();
    tree.exec(*again->task.raw, std::get<decode::Exec>(again->body), 3 * second);
    EXPECT_EQ(tree.find(10, 10)->exe, "/usr/bin/ruby");
    EXPECT_EQ(tree.find(10, 3 * second)->exe, "/bin/cat");
    EXPECT_EQ(tree.find(10, 3 * second)->exited_ns, 0u);
}

TEST(ProcessTree, AnOlderRecordSeesTheProgramOfItsTime) {
    ProcessTree tree({});
    exec(tree, 10, "/usr/bin/ruby", 1, second);
    exec(tree, 10, "/bin/sh", 2, 5 * second);
    EXPECT_EQ(tree.current(task(10, 1), 4 * second)->exe, "/usr/bin/ruby");
    EXPECT_EQ(tree.current(task(10, 2), 6 * second)->exe, "/bin/sh");
    EXPECT_EQ(tree.current(task(10, 77), 2 * second), nullptr) << "a program that is forgotten";
}

TEST(ProcessTree, ANewerRecordOfAnotherProgramMeansALostExec) {
    ProcessTree tree({});
    exec(tree, 10, "/usr/bin/ruby", 1, second);
    const auto* now = tree.current(task(10, 5), 2 * second);
    ASSERT_NE(now, nullptr);
    EXPECT_EQ(now->exe, "") << "never the old program's name";
    EXPECT_EQ(now->exe_inode, 5u);
    EXPECT_TRUE(tree.ask_once(*now));
    EXPECT_FALSE(tree.ask_once(*now));
}

TEST(ProcessTree, TheLongestDeadGoFirst) {
    ProcessTree tree({4, 1 << 20});
    for (std::uint32_t pid = 10; pid < 14; ++pid) exec(tree, pid, "/a", pid);
    tree.exit(task(12, 12), second);
    tree.exit(task(11, 11), 2 * second);
    tree.trim(3 * second);
    EXPECT_EQ(tree.size(), 3u);
    EXPECT_EQ(tree.find(12, 12), nullptr);
    EXPECT_EQ(tree.evicted(), 1u);
    exec(tree, 20, "/a", 20), tree.trim(3 * second);
    EXPECT_EQ(tree.find(11, 11), nullptr);
    exec(tree, 21, "/a", 21), tree.trim(3 * second);
    EXPECT_EQ(tree.find(10, 10), nullptr) << "then the longest untouched";
}

TEST(ProcessTree, MemoryIsBoundedWhateverTheArguments) {
    ProcessTree tree({1000, 256 << 10});
    const std::vector<std::string> many(2000, "");
    for (std::uint32_t pid = 10; pid < 500; ++pid) {
        auto event = test::exec("/a").args(many).task(pid, pid).container(box).event();
        tree.trim(second);
        const auto& process = tree.exec(*event->task.raw, std::get<decode::Exec>(event->body), second);
        EXPECT_EQ(process.args.size(), 256u);
        EXPECT_TRUE(process.args_truncated);
    }
    tree.trim(second);
    EXPECT_LT(tree.size(), 40u);
    EXPECT_NE(tree.find(499, 499), nullptr) << "the newest stays";
}

}  // namespace
}  // namespace overboard::enrich
