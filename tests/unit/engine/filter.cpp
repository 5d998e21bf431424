// SPDX-License-Identifier: Apache-2.0
// The kernel's filter may only widen: whatever a rule matches, the kernel would have sent.
#include <fcntl.h>

#include <random>

#include "support/observed.h"
#include "unit/engine/admission.h"
#include "unit/engine/loaded.h"

namespace overboard::test {
namespace {

class Dice {
public:
    explicit Dice(unsigned seed) : random_(seed) {}
    unsigned roll(unsigned sides) { return random_() % sides; }
    template <class T, std::size_t n>
    const T& pick(const T (&values)[n]) {
        return values[roll(n)];
    }

private:
    std::mt19937 random_;
};

// Few values, so that rules and events meet.
constexpr const char* kNames[] = {"environ", "shadow", "mem", "a-name-that-is-too-long-for-the-kernels-key"};
constexpr const char* kDirectories[] = {"/", "/1/", "/etc/"};
constexpr const char* kAddresses[] = {"10.0.0.1", "10.0.0.2", "169.254.169.254", "127.0.0.1", "fd00:ec2::254", "::1"};
constexpr std::uint16_t kPorts[] = {80, 443, 2375, 10250};
constexpr std::uint32_t kMagics[] = {0x9fa0, 0x62656572, 0x01021994, 0xef53, 0x794c7630, 0x12345678};
constexpr std::uint32_t kModes[] = {0100644, 0100755, 020666, 040755, 0140666};
constexpr std::uint32_t kFlags[] = {O_RDONLY, O_WRONLY, O_RDWR, O_PATH, 3};

const char* const kTests[] = {"evt.kind = open",
                              "evt.kind = connect",
                              "evt.kind in (exec, open)",
                              "evt.type = openat2",
                              "evt.type in (connect, execve)",
                              "not evt.kind = open",
                              "evt.failed",
                              "evt.res = EACCES",
                              "file.resolved",
                              "not file.resolved",
                              "file.name = environ",
                              "file.name in (shadow, mem)",
                              "not file.name = environ",
                              "file.name != shadow",
                              "file.name startswith env",
                              "file.name = a-name-that-is-too-long-for-the-kernels-key",
                              "file.fs = proc",
                              "file.fs in (proc, sysfs)",
                              "file.fs = tmpfs",
                              "not file.fs = proc",
                              "file.fs exists",
                              "file.own_root",
                              "not file.own_root",
                              "file.own_root = false",
                              "file.write",
                              "file.read",
                              "file.read and file.write",
                              "not file.write",
                              "evt.is_open_write = true",
                              "file.type = char",
                              "not file.type = char",
                              "file.type in (file, dir)",
                              "file.host_mounted",
                              "not file.host_mounted",
                              "file.host_class = credentials",
                              "file.host_class exists",
                              "file.host_managed",
                              "not file.host_managed",
                              "file.host_path startswith /etc",
                              "file.path contains 1",
                              "file.asked contains environ",
                              "fd.name contains environ",
                              "fd.typechar = f",
                              "fd.typechar = 4",
                              "fd.type = unix",
                              "fd.name exists",
                              "file.proc_self",
                              "file.proc_pid = 1",
                              "socket.family = unix",
                              "socket.family in (ipv4, ipv6)",
                              "socket.peer_ip = 10.0.0.1",
                              "fd.sip in (169.254.169.254, fd00:ec2::254)",
                              "socket.peer_ip in (10.0.0.0/30)",
                              "not socket.peer_ip = 10.0.0.1",
                              "socket.peer_ip != 10.0.0.1",
                              "socket.peer_port = 443",
                              "fd.sport in (2375, 10250)",
                              "fd.rport > 400",
                              "not socket.peer_port = 80",
                              "socket.peer_port exists",
                              "socket.peer_loopback",
                              "not socket.peer_loopback",
                              "socket.peer_outside",
                              "not socket.peer_outside",
                              "socket.peer_is_runtime",
                              "socket.peer_pid = 5",
                              "socket.resolved",
                              "container",
                              "not container",
                              "proc.name = x",
                              "exec.asked = /bin/sh"};

std::string condition(Dice& dice, int depth) {
    const auto kind = depth == 0 ? 0 : dice.roll(5);
    if (kind <= 1) return dice.pick(kTests);
    if (kind == 2) return "not (" + condition(dice, depth - 1) + ")";
    return "(" + condition(dice, depth - 1) + (kind == 3 ? " and " : " or ") + condition(dice, depth - 1) + ")";
}

// Conjunctions of several tests are what real rules are, and what the filter is made from.
std::string random_rules(Dice& dice) {
    std::string out;
    const auto count = 1 + dice.roll(3);
    for (unsigned i = 0; i < count; ++i) {
        std::string text = condition(dice, 3);
        for (unsigned more = dice.roll(4); more > 0; --more) text += std::string{" and "} + condition(dice, 1);
        out += rule("r" + std::to_string(i), text);
    }
    return out;
}

Decoded random_open(Dice& dice) {
    const std::string path = std::string{dice.pick(kDirectories)} + dice.pick(kNames);
    if (dice.roll(5) == 0) return open_denied("/proc" + path, EACCES, dice.pick(kFlags)).container(7).event();
    FileSpec file{dice.roll(2) ? path : "/mnt" + path, path};
    file.magic = dice.pick(kMagics);
    file.mode = dice.pick(kModes);
    file.flags = dice.roll(3) == 0 ? OB_FILE_OWN_ROOT : 0;
    return open(file, dice.pick(kFlags)).container(7).event();
}

Decoded random_connect(Dice& dice) {
    const int error = dice.roll(4) ? 0 : ECONNREFUSED;
    if (dice.roll(2)) return connect_inet(dice.pick(kAddresses), dice.pick(kPorts)).container(7).error(error).event();
    const std::string path = std::string{"/run/"} + dice.pick(kNames);
    return connect_unix(path, FileSpec{path, ""}, dice.roll(3) ? 5 : 0, dice.roll(2) ? 7 : 0)
        .container(7)
        .error(error)
        .event();
}

Decoded random_event(Dice& dice) {
    switch (dice.roll(8)) {
        case 0:
            return exec("/bin/sh").container(7).event();
        case 1:
            return exec_failed("/bin/sh").container(7).event();
        case 2:
        case 3:
        case 4:
            return random_connect(dice);
        default:
            return random_open(dice);
    }
}

struct Totals {
    unsigned matched = 0, refused = 0;
};

void judge_many(Dice& dice, const Loaded& loaded, const std::string& rules, Totals& totals) {
    const Admission admission{loaded.engine->kernel_filter()};
    for (int i = 0; i < 200; ++i) {
        Observed seen{random_event(dice)};
        if (dice.roll(2))
            seen.host("/etc/x", dice.roll(2) ? enrich::HostClass::credentials : enrich::HostClass::other, dice.roll(2));
        if (dice.roll(2)) seen.runtime("docker");
        const bool admitted = admission.admits(*seen.observation().event);
        const bool matched = loaded.engine->judge(seen.observation(), seen).has_value();
        ASSERT_TRUE(admitted || !matched) << "refused, and yet matched by\n" << rules;
        totals.matched += matched;
        totals.refused += !admitted;
    }
}

TEST(KernelFilter, NeverRefusesWhatARuleMatches) {
    Dice dice{42};
    Totals totals;
    for (int round = 0; round < 800 && !HasFatalFailure(); ++round) {
        const auto rules = random_rules(dice);
        const Loaded loaded{rules};
        ASSERT_TRUE(loaded.engine) << loaded.error << "\n" << rules;
        judge_many(dice, loaded, rules, totals);
    }
    // A filter that lets everything through, or rules that never match, would prove nothing.
    EXPECT_GT(totals.matched, 10'000U);
    EXPECT_GT(totals.refused, 10'000U);
}

TEST(KernelFilter, AsksForAllWhenItCannotTell) {
    const auto config = [](const std::string& condition) {
        return Loaded{rule("r", condition)}.engine->kernel_filter().config;
    };
    EXPECT_EQ(config("evt.kind = exec").open_own, OB_ADMIT_NONE);
    EXPECT_EQ(config("evt.kind = exec").open_denied, OB_ADMIT_NONE);
    EXPECT_EQ(config("evt.kind = exec").connect_inet, OB_ADMIT_NONE);
    EXPECT_EQ(config("evt.kind = exec").connect_unix, OB_ADMIT_NONE);
    EXPECT_EQ(config("evt.kind = open and file.name = shadow").open_own, OB_ADMIT_NAMED);
    EXPECT_EQ(config("evt.kind = open and file.name endswith shadow").open_own, OB_ADMIT_ALL);
    EXPECT_EQ(config("fd.name startswith /etc").open_own, OB_ADMIT_ALL);
    EXPECT_EQ(config("fd.name startswith /etc").connect_inet, OB_ADMIT_NONE);
    EXPECT_EQ(config("fd.name startswith /etc").connect_unix, OB_ADMIT_ALL);
    EXPECT_EQ(config("socket.peer_port = 443").connect_inet, OB_ADMIT_NAMED);
    EXPECT_EQ(config("socket.peer_port > 443").connect_inet, OB_ADMIT_ALL);
    EXPECT_EQ(config("socket.peer_ip = 10.0.0.0/8").connect_inet, OB_ADMIT_ALL);
    EXPECT_EQ(config("proc.name = x").open_own, OB_ADMIT_ALL);
    EXPECT_EQ(config("not evt.kind = exec").open_denied, OB_ADMIT_ALL);
}

TEST(KernelFilter, RulesThatAreOffAskForNothing) {
    const Loaded loaded{rule("r", "evt.kind = open", "  enabled: false\n")};
    EXPECT_EQ(loaded.engine->kernel_filter().config.open_own, OB_ADMIT_NONE);
    EXPECT_FALSE(loaded.engine->kernel_filter().config.kinds >> OB_KIND_OPEN & 1);
    EXPECT_TRUE(loaded.engine->kernel_filter().config.kinds >> OB_KIND_EXEC & 1);
}

}  // namespace
}  // namespace overboard::test
