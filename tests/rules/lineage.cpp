// SPDX-License-Identifier: Apache-2.0
// What weighs little in any container weighs one step more when a request made a server start it.
#include <sys/mount.h>

#include <functional>

#include "rules/shipped.h"

namespace overboard::test {
namespace {

FileSpec of_kernel(std::string path) {
    FileSpec file{"/proc" + path, std::move(path)};
    file.flags = 0;
    file.magic = 0x9fa0;
    file.mode = 0100400;
    return file;
}

FileSpec private_key() {
    FileSpec file{"/root/.ssh/id_ed25519", ""};
    file.mode = 0100600;
    return file;
}

constexpr std::uint64_t kOther = kContainer + 1;

// The same act by each of two: verdict() of the event, done by /usr/bin/dd.
struct Act {
    const char* what;
    std::string in_container, in_lineage;  // expected
    std::function<std::string(bool lineage)> verdict;
};

template <class Make>
Act act(const char* what, const std::string& rule, const char* base, const char* raised, Make make,
        const std::string& base_rule = {}) {
    return {what, (base_rule.empty() ? rule : base_rule) + ' ' + base, rule + "-lineage " + raised,
            [make](bool lineage) {
                auto record = lineage ? in_lineage(make()) : in_container(make());
                record.container(kOther);  // recon counts what it reads
                Observed seen{record.event()};
                seen.exe("/usr/bin/dd");
                return verdict(seen);
            }};
}

std::vector<Act> acts() {
    const FileSpec mount{"/mnt", "/", 77, 2, 0xef53, 0040755, 0};
    return {
        act("bpf", "bpf-program", "warning", "error", [] { return kernel_call(OB_CALL_BPF); }),
        act("kexec", "kexec", "warning", "error", [] { return kernel_call(OB_CALL_KEXEC_LOAD); }),
        act("keys", "perf-keyctl", "warning", "error", [] { return kernel_call(OB_CALL_ADD_KEY, "k"); }),
        act("frames", "packet-socket", "warning", "error",
            [] {
                return kernel_call(OB_CALL_SOCKET, "", {17, 3, 0});
            }),
        act("netfilter", "userns-exploit-surface", "warning", "error",
            [] {
                return kernel_call(OB_CALL_SOCKET, "", {16, 3, 12});
            }),
        act("a mount", "container-mount", "warning", "error", [=] { return mounted(OB_MOUNT_MOUNT, mount, "tmpfs"); }),
        act("symbols", "kernel-interface", "warning", "error", [] { return open(of_kernel("/kallsyms")); }),
        act("an environment", "environ-read", "warning", "error", [] { return open(of_kernel("/1/environ")); }),
        act("a key", "credential-file", "warning", "error", [] { return open(private_key()); }),
        act(
            "a pool", "crypto-miner", "warning", "error", [] { return connect_inet("203.0.113.9", 3333); },
            "crypto-miner-port"),
        act("a ring", "io-uring", "informational", "notice", [] { return entry(OB_ENTRY_IO_URING); }),
        act("32 bits", "compat-syscall", "informational", "notice", [] { return entry(OB_ENTRY_COMPAT); }),
    };
}

TEST(Lineage, OneStepMoreBelowAServer) {
    for (const Act& one : acts()) {
        EXPECT_EQ(one.verdict(false), one.in_container) << one.what;
        EXPECT_EQ(one.verdict(true), one.in_lineage) << one.what;
    }
}

TEST(Lineage, TheServerItselfAndItsStartAreNoRequest) {
    Observed server{as_server(kernel_call(OB_CALL_BPF)).event()};
    EXPECT_EQ(verdict(server), "bpf-program warning");
    Observed database{in_lineage(kernel_call(OB_CALL_BPF)).event()};
    EXPECT_EQ(verdict(database.kind("database")), "bpf-program warning");
}

TEST(Lineage, ALearntProgramReadsItsKeyAtTheOldPriority) {
    Observed git{in_lineage(open(private_key())).event()};
    git.exe("/usr/bin/ssh").habits().program = true;
    EXPECT_EQ(verdict(git), "credential-file warning");
    Observed sync{in_container(open(private_key())).event()};
    EXPECT_EQ(verdict(sync.exe("/usr/bin/ssh")), "") << "the container's own client";
}

TEST(Loader, AVariableThatTheServerHasNot) {
    const auto preloaded = [] {
        return in_lineage(exec("/usr/bin/convert"))
            .loader_variables({"LD_PRELOAD=/usr/lib/libjemalloc.so.2"})
            .args({"convert"});
    };
    const std::string added = "loader-variable-added warning";
    Observed without{preloaded().event()};
    without.server_loader("");
    EXPECT_EQ(verdict(without), added);
    Observed other{preloaded().event()};
    other.server_loader("LD_PRELOAD=/usr/lib/other.so");
    EXPECT_EQ(verdict(other), added);
    Observed same{preloaded().event()};
    same.server_loader("LD_PRELOAD=/usr/lib/libjemalloc.so.2");
    EXPECT_NE(verdict(same), added) << "the image preloads it for all its programs";
    Observed unknown{preloaded().event()};
    EXPECT_NE(verdict(unknown), added) << "a server that ran before the sensor";
}

}  // namespace
}  // namespace overboard::test
