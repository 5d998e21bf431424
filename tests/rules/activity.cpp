// SPDX-License-Identifier: Apache-2.0
// Rules about what is done after getting in, with their harmless twins.
#include "rules/shipped.h"

namespace overboard::test {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000, kMagicProc = 0x9fa0;
std::uint64_t next_container = 1000;  // the rules that count do so for each container: a new one for each test

TEST(UnexpectedShell, InAWorkerAfterItsFirstMinute) {
    const auto shell = [](std::uint64_t at, std::uint32_t flags, const char* parent) {
        Observed seen{in_container(exec("/bin/sh")).args({"sh", "-c", "x"}).time(at).flags(flags).event()};
        seen.container().started_ns = 1;
        if (*parent) seen.parent(parent, 50);
        return verdict(seen);
    };
    EXPECT_EQ(shell(100 * kSecond, 0, "/usr/bin/python3.11"), "unexpected-shell notice");
    EXPECT_EQ(shell(50 * kSecond, 0, "/usr/bin/python3.11"), "");
    EXPECT_EQ(shell(100 * kSecond, OB_TASK_JOINED, "/usr/bin/python3.11"), "");
    EXPECT_EQ(shell(100 * kSecond, 0, "/usr/bin/dash"), "");
    EXPECT_EQ(shell(100 * kSecond, 0, ""), "");  // the container's own first process
}

std::string connect_many(int peers, const char* network, bool lineage, std::uint64_t step_ns) {
    const auto container = next_container++;
    std::string last;
    for (int n = 0; n < peers; ++n) {
        auto record =
            connect_inet(std::string(network) + std::to_string(n % 250), static_cast<std::uint16_t>(1000 + n));
        record.task(200, 20).container(container).time(kSecond + static_cast<std::uint64_t>(n) * step_ns);
        if (lineage) record.server(kServer, 10, 4567, {peer()});
        Observed seen{record.event()};
        seen.exe("/usr/bin/app");
        const auto said = verdict(seen);
        if (!said.empty()) last = said;
    }
    return last;
}

TEST(NetworkScan, FiftyPeersInAMinute) {
    EXPECT_EQ(connect_many(50, "10.0.0.", false, kSecond / 10), "network-scan warning");
    EXPECT_EQ(connect_many(50, "10.0.0.", true, kSecond / 10), "network-scan-lineage error");
    EXPECT_EQ(connect_many(49, "10.0.0.", false, kSecond / 10), "");
    EXPECT_EQ(connect_many(100, "10.0.0.", false, 2 * kSecond), "");    // a crawler that takes its time
    EXPECT_EQ(connect_many(100, "127.0.0.", false, kSecond / 10), "");  // its own services
}

std::string look_at(const std::vector<std::string>& files, bool lineage, std::uint64_t step_ns = kSecond) {
    const auto container = next_container++;
    std::string last;
    std::uint64_t at = kSecond;
    for (const auto& name : files) {
        FileSpec file{name, name.starts_with("/proc") ? name.substr(5) : name};
        file.magic = name.starts_with("/proc") ? kMagicProc : FileSpec{}.magic;
        file.flags = name.starts_with("/proc") ? 0 : OB_FILE_OWN_ROOT;
        file.mode = 0100444;
        auto record = open(file);
        record.task(200, 20).container(container).time(at += step_ns);
        if (lineage) record.server(kServer, 10, 4567, {peer()});
        Observed seen{record.event()};
        seen.exe("/usr/bin/cat");
        const auto said = verdict(seen);
        if (said.starts_with("recon")) last = said;
    }
    return last;
}

const std::vector<std::string> kProbes = {"/proc/200/mountinfo", "/proc/200/cgroup", "/.dockerenv", "/proc/200/status"};

TEST(Recon, FourDifferentQuestionsInTenSeconds) {
    EXPECT_EQ(look_at(kProbes, false), "recon notice");
    EXPECT_EQ(look_at(kProbes, true), "recon-lineage warning");
    EXPECT_EQ(look_at({"/proc/1/cgroup", "/proc/1/environ", "/proc/kallsyms", "/proc/200/mounts"}, false),
              "recon notice");
}

TEST(Recon, AnApplicationReadsWhatItMay) {
    EXPECT_EQ(
        look_at({"/proc/200/status", "/proc/200/cgroup", "/proc/200/mountinfo", "/proc/200/status", "/proc/200/mounts"},
                false),
        "");
    EXPECT_EQ(look_at(kProbes, false, 5 * kSecond), "");
}

TEST(CryptoMiner, ByItsArgumentsOrItsPool) {
    Observed miner{in_container(exec("/tmp/kworker")).args({"kworker", "-o", "stratum+tcp://pool:3333"}).event()};
    EXPECT_THAT(verdict(miner), testing::EndsWith("warning"));
    Observed port{in_container(connect_inet("203.0.113.9", 3333)).event()};
    port.exe("/app/x");
    EXPECT_EQ(verdict(port), "crypto-miner-port warning");
    Observed loopback{in_container(connect_inet("127.0.0.1", 3333)).event()};
    loopback.exe("/app/x");
    EXPECT_EQ(verdict(loopback), "");
    Observed echo{in_container(exec("/bin/echo")).args({"echo", "coins"}).event()};
    EXPECT_EQ(verdict(echo), "");
}

TEST(TokenRead, ByTheContainersOwnProgramIsSilent) {
    FileSpec token{"/run/secrets/kubernetes.io/serviceaccount/..2026/token", "/..2026/token"};
    token.flags = 0;
    token.magic = 0x01021994;
    token.mode = 0100644;
    const auto read = [&](auto who, const char* exe) {
        Observed seen{who(open(token)).event()};
        seen.exe(exe).host("/var/lib/kubelet/pods/1/volumes/kubernetes.io~projected/kube-api-access-x/..2026/token",
                           enrich::HostClass::kubelet, true);
        return verdict(seen);
    };
    const auto server = [](auto record) { return as_server(record); };
    const auto alone = [](auto record) { return in_container(record); };
    const auto started = [](auto record) { return in_lineage(record); };
    EXPECT_EQ(read(server, "/app/server"), "");
    EXPECT_EQ(read(alone, "/app/controller"), "");
    EXPECT_EQ(read(alone, "/usr/bin/kubectl"), "token-read warning");
    EXPECT_EQ(read(started, "/usr/bin/cat"), "token-read-lineage error");
}

}  // namespace
}  // namespace overboard::test
