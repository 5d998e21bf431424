// SPDX-License-Identifier: Apache-2.0
// What an exec's record says beside the program: its descriptors, the loader's variables, how the kernel was entered,
// and whether file and directory lie in the container at all.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "kernel/objects.h"
#include "support/agent.h"

namespace overboard::test {
namespace {

using decode::Entry;
using decode::Exec;

struct ExecFactsLive : ObjectsTest {
    // The run of /bin/true that has this argument.
    const Exec* ran(const std::string& argument) {
        return find<Exec>(key, [&](const decode::Event&, const Exec& x) {
            return x.args.bytes.starts_with("/bin/true") && x.args.bytes.ends_with(argument);
        });
    }
};

TEST_F(ExecFactsLive, ConnectionAsStandardInput) {
    ASSERT_EQ(box.act({"lo-up"}), 0);
    ASSERT_EQ(box.run({"exec-connected", "4101", "/bin/true", "reverse"}), 0);
    const auto* reverse = ran("reverse");
    ASSERT_TRUE(reverse);
    for (const auto& one : reverse->stdio) {
        EXPECT_EQ(one.kind, OB_FD_INET);
        EXPECT_FALSE(one.accepted);
    }
    EXPECT_EQ(reverse->peer.port, 4101);
    ASSERT_EQ(box.run({"exec-accepted", "4102", "/bin/true", "bound"}), 0);
    const auto* bound = ran("bound");
    ASSERT_TRUE(bound);
    EXPECT_EQ(bound->stdio[0].kind, OB_FD_INET);
    EXPECT_TRUE(bound->stdio[0].accepted);
}

TEST_F(ExecFactsLive, PipeFromAProcessOnAConnection) {
    ASSERT_EQ(box.act({"lo-up"}), 0);
    ASSERT_EQ(box.run({"exec-bridged", "4103", "/bin/true", "bridged"}), 0);
    const auto* exec = ran("bridged");
    ASSERT_TRUE(exec);
    EXPECT_EQ(exec->stdio[0].kind, OB_FD_PIPE);
    EXPECT_TRUE(exec->bridged);
    EXPECT_EQ(exec->peer.port, 4103);
}

TEST_F(ExecFactsLive, OrdinaryProgramHasNoConnection) {
    ASSERT_EQ(box.exec({"/bin/true", "plain"}), 0);
    const auto* exec = ran("plain");
    ASSERT_TRUE(exec);
    EXPECT_EQ(exec->peer.family, 0);
    EXPECT_FALSE(exec->bridged);
    EXPECT_EQ(exec->env.find("LD_"), std::string_view::npos);
}

TEST_F(ExecFactsLive, LoaderVariablesAloneAreKept) {
    ASSERT_EQ(box.run({"exec-with", "LD_PRELOAD=/tmp/evil.so", "/bin/true", "preloaded"}), 0);
    const auto* exec = ran("preloaded");
    ASSERT_TRUE(exec);
    EXPECT_EQ(exec->env, "LD_PRELOAD=/tmp/evil.so");
    EXPECT_FALSE(exec->env_cut);
    const std::string longer = "LD_LIBRARY_PATH=/" + std::string(700, 'x');
    ASSERT_EQ(box.run({"exec-with", longer, "/bin/true", "longer"}), 0);
    const auto* whole = ran("longer");
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->env, longer);
}

// A pod in a namespace of two hundred services has 1,400 variables.
TEST_F(ExecFactsLive, ALargeEnvironmentIsReadToItsEnd) {
    ASSERT_EQ(box.run({"exec-among", "1900", "LD_PRELOAD=/tmp/last.so", "/bin/true", "among-many"}), 0);
    const auto* last = ran("among-many");
    ASSERT_TRUE(last);
    EXPECT_EQ(last->env, "LD_PRELOAD=/tmp/last.so");
    EXPECT_FALSE(last->env_cut);
    ASSERT_EQ(box.run({"exec-among", "2500", "LD_PRELOAD=/tmp/last.so", "/bin/true", "among-more"}), 0);
    const auto* cut = ran("among-more");
    ASSERT_TRUE(cut);
    EXPECT_TRUE(cut->env_cut) << "what was not read is said to be missing";
}

TEST_F(ExecFactsLive, TimeOfTheExecutablesLastChange) {
    struct stat info {};
    ASSERT_EQ(stat("/bin/true", &info), 0);
    ASSERT_EQ(box.exec({"/bin/true", "dated"}), 0);
    const auto* exec = ran("dated");
    ASSERT_TRUE(exec);
    EXPECT_EQ(exec->changed_s, info.st_ctim.tv_sec);
}

TEST_F(ExecFactsLive, UseOfIoUringAndOf32BitCallsIsToldOnce) {
    const auto told = [&](ob_entry way) {
        return find<Entry>(key, [&](const decode::Event&, const Entry& e) { return e.entry == way; });
    };
    host.file("entered");
    const int ring = box.run({"uring-open", "plain", "/shared/entered"});
    const bool no_ring = ring == ENOSYS || ring == EPERM;
    EXPECT_TRUE(no_ring || told(OB_ENTRY_IO_URING));
#ifdef __x86_64__
    const int old = box.run({"open32", "/shared/entered"});
    const bool no_compat = old == ENOSYS || old > 125;
    EXPECT_TRUE(no_compat || told(OB_ENTRY_COMPAT));
#endif
}

// The way of CVE-2015-3627 and its like: the handle of a file that lies beside what is mounted.
TEST_F(ExecFactsLive, HandleBesideTheMountIsAnEscape) {
    const auto secret = host.path() + "-beside";
    std::filesystem::create_directories(secret);
    std::ofstream(secret + "/file") << "x";
    const auto status = box.run({"open-by-handle-of", host_handle(secret + "/file"), "/shared"});
    const auto* open = opened_inode_of(secret + "/file");
    std::filesystem::remove_all(secret);
    ASSERT_EQ(status, 0);
    ASSERT_TRUE(open);
    EXPECT_TRUE(open->file.path.outside);
    EXPECT_TRUE(open->file.path.escaped);
}

TEST_F(ExecFactsLive, MemoryAndNamespaceFilesAreNoEscape) {
    ASSERT_EQ(box.run({"open", "/proc/self/ns/mnt"}), 0);
    const auto* ns = opened([](const decode::Open& o) { return o.file.magic == 0x6e736673; });
    ASSERT_TRUE(ns);
    EXPECT_TRUE(ns->file.path.outside);
    EXPECT_FALSE(ns->file.path.escaped);
    ASSERT_EQ(box.run({"memfd-exec", self_path()}), 0);
    const auto* memory = find<Exec>(key, [](const decode::Event&, const Exec& x) {
        return std::string_view(x.exe.path.filesystem).find("memfd:") != std::string_view::npos;
    });
    ASSERT_TRUE(memory);
    EXPECT_FALSE(memory->exe.path.escaped);
}

}  // namespace
}  // namespace overboard::test
