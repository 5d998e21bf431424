// SPDX-License-Identifier: Apache-2.0
// What nobody asked for is turned away in the kernel, and counted.
#include <sys/socket.h>
#include <sys/statfs.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "kernel/objects.h"

namespace overboard::test {
namespace {

using decode::Connect;
using decode::Event;
using decode::Open;

constexpr std::uint32_t kProc = 0x9fa0;  // PROC_SUPER_MAGIC, uapi/linux/magic.h

source::KernelFilter nothing() {
    source::KernelFilter filter;
    filter.config.kinds = ~0ULL;
    return filter;
}

class FilterLive : public testing::Test {
protected:
    static void SetUpTestSuite() {
        kernel = std::make_unique<Kernel>(nothing());
        host = std::make_unique<HostDirectory>();
        box = std::make_unique<Box>(std::vector<Bind>{{host->path(), "/shared"}});
        key = container_key(*kernel, *box);
        ASSERT_NE(key, 0u);
    }
    static void TearDownTestSuite() {
        box.reset();
        host.reset();
        kernel.reset();
    }
    void SetUp() override { kernel->forget(); }

    void set(const source::KernelFilter& filter) { ASSERT_TRUE(kernel->live().set_filter(filter)); }

    template <class Body>
    std::vector<const Body*> all() {
        std::vector<const Body*> found;
        for (const Event* event :
             kernel->all([](const Event& e) { return e.task.raw->container == key && std::get_if<Body>(&e.body); }))
            found.push_back(&std::get<Body>(event->body));
        return found;
    }
    std::vector<std::string> opened() {
        std::vector<std::string> paths;
        for (const Open* open : all<Open>())
            paths.emplace_back(open->resolved ? open->file.path.container : open->name);
        return paths;
    }
    std::uint64_t refused(ob_kind kind) { return kernel->live().tallies()[kind].refused; }

    static inline std::unique_ptr<Kernel> kernel;
    static inline std::unique_ptr<HostDirectory> host;
    static inline std::unique_ptr<Box> box;
    static inline std::uint64_t key = 0;
};

using Paths = std::vector<std::string>;

TEST_F(FilterLive, WhatNothingAsksForIsCountedAndNotSent) {
    set(nothing());
    const auto before = refused(OB_KIND_OPEN);
    host->file("unwanted");
    ASSERT_EQ(box->run({"repeat", "1000", "open", "/etc/passwd"}), 0);
    ASSERT_EQ(box->run({"open", "/shared/unwanted"}), 0);
    EXPECT_EQ(opened(), Paths{});
    EXPECT_GE(refused(OB_KIND_OPEN), before + 1001);
}

TEST_F(FilterLive, OwnRootAndOtherMountsAreAdmittedApart) {
    auto filter = nothing();
    filter.config.open_foreign = OB_ADMIT_ALL;
    filter.magics = {{kProc, OB_ADMIT_NONE}};
    set(filter);
    host->file("foreign");
    ASSERT_EQ(box->run({"open", "/etc/passwd"}), 0);
    ASSERT_EQ(box->run({"open", "/proc/self/status"}), 0);
    ASSERT_EQ(box->run({"open", "/shared/foreign"}), 0);
    EXPECT_EQ(opened(), Paths{"/shared/foreign"});
}

TEST_F(FilterLive, NamedAdmitsTheNameOnly) {
    auto filter = nothing();
    filter.magics = {{kProc, OB_ADMIT_NAMED}};
    filter.config.open_own = OB_ADMIT_NAMED;
    filter.names = {{"environ", OB_WANT_READ}, {"written", OB_WANT_WRITE}};
    set(filter);
    ASSERT_EQ(box->run({"open", "/proc/self/status"}), 0);
    ASSERT_EQ(box->run({"open", "/proc/1/environ"}), 0);
    ASSERT_EQ(box->run({"open", "/written", "rw"}), 0);
    ASSERT_EQ(box->run({"open", "/written", "w"}), 0);
    ASSERT_EQ(box->run({"open", "/written", "r"}), 0);
    EXPECT_EQ(opened(), (Paths{"/proc/1/environ", "/written", "/written"}));
}

TEST_F(FilterLive, FilesLeavesCharacterDevicesOut) {
    auto filter = nothing();
    filter.config.open_foreign = OB_ADMIT_FILES;
    filter.magics = {{kProc, OB_ADMIT_NONE}};
    set(filter);
    host->file("file");
    ASSERT_EQ(box->run({"open", "/dev/null"}), 0);
    ASSERT_EQ(box->run({"open", "/shared/file"}), 0);
    EXPECT_EQ(opened(), Paths{"/shared/file"});
}

TEST_F(FilterLive, DeniedOpensAreAskedForApart) {
    chmod(host->file("private").c_str(), 0600);
    auto filter = nothing();
    set(filter);
    ASSERT_EQ(box->run({"as-nobody", "open", "/shared/private"}), EACCES);
    filter.config.open_denied = OB_ADMIT_ALL;
    set(filter);
    chmod(host->file("secret").c_str(), 0600);
    ASSERT_EQ(box->run({"as-nobody", "open", "/shared/secret"}), EACCES);
    EXPECT_EQ(opened(), Paths{"/shared/secret"});
}

TEST_F(FilterLive, KindThatNobodyAsksForCostsNoRecord) {
    auto filter = Kernel::everything();
    filter.config.kinds &= ~(1ULL << OB_KIND_OPEN | 1ULL << OB_KIND_CONNECT);
    set(filter);
    ASSERT_EQ(box->act({"lo-up"}), 0);
    ASSERT_EQ(box->run({"open", "/etc/passwd"}), 0);
    box->run({"connect-inet", "127.0.0.1", "5000"});
    EXPECT_EQ(opened(), Paths{});
    EXPECT_TRUE(all<Connect>().empty());
}

TEST_F(FilterLive, InetConnectsByAddressOrPort) {
    auto filter = nothing();
    filter.config.connect_inet = OB_ADMIT_NAMED;
    filter.ports = {5002};
    ob_address address{};
    const std::uint8_t mapped[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 9};
    std::memcpy(address.addr, mapped, sizeof(mapped));
    filter.addresses = {address};
    set(filter);
    ASSERT_EQ(box->act({"lo-up"}), 0);
    const auto before = refused(OB_KIND_CONNECT);
    box->run({"connect-inet", "127.0.0.1", "5001"});
    box->run({"connect-inet", "127.0.0.1", "5002"});
    box->run({"connect-inet", "127.0.0.9", "5003"});
    const auto seen = all<Connect>();
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0]->peer.port, 5002);
    EXPECT_EQ(seen[1]->peer.port, 5003);
    EXPECT_GE(refused(OB_KIND_CONNECT), before + 1);
}

TEST_F(FilterLive, UnixConnectsThatStayInTheContainerAreNotSent) {
    auto filter = nothing();
    filter.config.connect_unix = OB_ADMIT_NAMED;
    set(filter);
    HostSocket outside(host->path() + "/host.sock");
    ASSERT_EQ(box->act({"listen-unix", "/run/own.sock"}), 0);
    ASSERT_EQ(box->run({"connect-unix", "/run/own.sock"}), 0);
    ASSERT_EQ(box->run({"connect-unix", "/shared/host.sock"}), 0);
    const auto seen = all<Connect>();
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0]->name, "/shared/host.sock");
}

// Opens by name of different directories' files, so that none is folded; while they go on, the filter is replaced by
// one that asks for the same names and others, so many that both together do not fit the table.
class ReloadLive : public FilterLive {
protected:
    static constexpr int kDirectories = 5, kNames = 1000, kOthers = 2000;

    static source::KernelFilter asking_for(const char* others) {
        auto filter = nothing();
        filter.config.open_foreign = OB_ADMIT_NAMED;
        struct statfs shared {};
        statfs(host->path().c_str(), &shared);
        filter.magics = {{kProc, OB_ADMIT_NONE}, {static_cast<std::uint32_t>(shared.f_type), OB_ADMIT_NAMED}};
        for (int i = 0; i < kNames; ++i) filter.names.emplace_back(std::to_string(i), OB_WANT_READ);
        for (int i = 0; i < kOthers; ++i) filter.names.emplace_back(others + std::to_string(i), OB_WANT_READ);
        return filter;
    }
    void SetUp() override {
        for (int d = 0; d < kDirectories; ++d) {
            const std::string directory = host->path() + "/d" + std::to_string(d);
            std::filesystem::create_directory(directory);
            for (int i = 0; i < kNames; ++i) std::ofstream(directory + '/' + std::to_string(i)) << i;
        }
        FilterLive::SetUp();
    }
    static int open_all() {
        return box->exec(
            {"/bin/sh", "-c",
             "for d in 0 1 2 3 4; do i=0; while [ $i -lt 1000 ]; do : </shared/d$d/$i; i=$((i+1)); done; done"});
    }
    static std::uint64_t lost() { return kernel->live().losses()[OB_KIND_OPEN][OB_LOSS_RING_FULL]; }
};

TEST_F(ReloadLive, MissesNothingThatBothFiltersAskFor) {
    const auto one = asking_for("a"), other = asking_for("b");
    set(one);
    const auto before = lost();
    std::atomic<bool> done{false};
    int status = -1;
    std::thread opener([&] { status = open_all(), done = true; });
    unsigned reloads = 0;
    for (; !done; ++reloads) {
        set(reloads % 2 ? one : other);
        (void)kernel->wait([](const Event&) { return false; }, std::chrono::milliseconds(1));
    }
    opener.join();
    ASSERT_EQ(status, 0);
    std::set<std::string> seen;
    for (const auto& path : opened())
        if (path.starts_with("/shared/d")) seen.insert(path);
    EXPECT_EQ(seen.size(), std::size_t{kDirectories * kNames});
    EXPECT_GE(reloads, 1u);
    EXPECT_EQ(lost(), before) << "the ring was too small for this machine's pace; nothing is said of the filter";
}

TEST_F(FilterLive, WhatNoKindNeedsIsNotAttached) {
    const auto submits = [] {
        const auto programs = kernel->live().programs();
        return std::count_if(programs.begin(), programs.end(),
                             [](const auto& p) { return p.attached && p.name.starts_with("on_uring_submit"); });
    };
    auto filter = nothing();
    set(filter);
    const auto attached = submits();  // 0 where the kernel has no such hook
    filter.config.kinds &= ~(1ULL << OB_KIND_OPEN | 1ULL << OB_KIND_CONNECT);
    set(filter);
    EXPECT_EQ(submits(), attached) << "a rename by io_uring is submitted, too";
    filter.config.kinds &= ~(1ULL << OB_KIND_CHANGE);
    set(filter);
    EXPECT_EQ(submits(), attached) << "and so is a socket";
    filter.config.kinds &= ~(1ULL << OB_KIND_KERNEL_CALL);
    set(filter);
    EXPECT_EQ(submits(), 0);
    set(nothing());
    EXPECT_EQ(submits(), attached);
}

}  // namespace
}  // namespace overboard::test
