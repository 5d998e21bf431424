// SPDX-License-Identifier: Apache-2.0
// Rules that speak of a number of events; and what an invariant may not depend on.
#include "engine/threshold.h"

#include "support/observed.h"
#include "unit/engine/loaded.h"

namespace overboard::test {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

const char* const kScan =
    "  threshold: {count: 3, within: 10s, distinct: [socket.peer_ip, socket.peer_port], per: container}\n";

class Counting {
public:
    explicit Counting(const std::string& more) : loaded_(rule("scan", "evt.kind = connect", more)) {
        EXPECT_EQ(loaded_.error, "");
    }
    bool speaks(const std::string& address, std::uint16_t port, std::uint64_t at, std::uint64_t container = 7,
                std::uint32_t pid = 100, std::uint32_t folded = 0) {
        Observed seen{connect_inet(address, port).task(pid, 1).container(container).time(at).folded(folded).event()};
        const auto finding = loaded_.engine->judge(seen.observation(), seen);
        if (finding) evidence = finding->evidence;
        return finding.has_value();
    }
    std::vector<std::pair<std::string, std::string>> evidence;

private:
    Loaded loaded_;
};

TEST(Threshold, CountsDifferentValuesOnly) {
    Counting scan{kScan};
    EXPECT_FALSE(scan.speaks("10.0.0.1", 80, 1 * second));
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(scan.speaks("10.0.0.1", 80, 2 * second));
    EXPECT_FALSE(scan.speaks("10.0.0.1", 81, 3 * second));
    EXPECT_TRUE(scan.speaks("10.0.0.2", 80, 4 * second));
    EXPECT_THAT(scan.evidence,
                testing::Contains(testing::Pair(
                    "threshold", "3 different socket.peer_ip socket.peer_port within 10s per container")));
}

TEST(Threshold, OldValuesFallOutOfTheWindow) {
    Counting scan{kScan};
    EXPECT_FALSE(scan.speaks("10.0.0.1", 80, 1 * second));
    EXPECT_FALSE(scan.speaks("10.0.0.2", 80, 2 * second));
    EXPECT_FALSE(scan.speaks("10.0.0.3", 80, 12 * second));  // the first is 11 s old
    EXPECT_TRUE(scan.speaks("10.0.0.4", 80, 12 * second));
}

TEST(Threshold, SpeaksOnceInAWindow) {
    Counting scan{kScan};
    int spoken = 0;
    for (std::uint16_t port = 1; port <= 900; ++port) spoken += scan.speaks("10.0.0.1", port, port * second / 30);
    EXPECT_EQ(spoken, 3);  // 30 s
}

TEST(Threshold, EachContainerCountsForItself) {
    Counting scan{kScan};
    for (std::uint16_t port = 1; port < 3; ++port)
        for (std::uint64_t container = 1; container < 100; ++container)
            EXPECT_FALSE(scan.speaks("10.0.0.1", port, second, container));
    EXPECT_TRUE(scan.speaks("10.0.0.1", 3, second, 50));
    // Processes of one container count together: a scan that forks for each port is one.
    Counting forks{kScan};
    EXPECT_FALSE(forks.speaks("10.0.0.1", 1, second, 7, 100));
    EXPECT_FALSE(forks.speaks("10.0.0.1", 2, second, 7, 101));
    EXPECT_TRUE(forks.speaks("10.0.0.1", 3, second, 7, 102));
}

TEST(Threshold, PerProcessWhenSaid) {
    Counting scan{"  threshold: {count: 2, within: 1m, distinct: socket.peer_port, per: process}\n"};
    EXPECT_FALSE(scan.speaks("10.0.0.1", 1, second, 7, 100));
    EXPECT_FALSE(scan.speaks("10.0.0.1", 2, second, 7, 101));
    EXPECT_TRUE(scan.speaks("10.0.0.1", 3, second, 7, 101));
}

TEST(Threshold, WithoutDistinctEveryEventCountsAndWhatTheKernelFolded) {
    Counting plain{"  threshold: {count: 100, within: 500ms}\n"};
    EXPECT_FALSE(plain.speaks("10.0.0.1", 80, second));
    EXPECT_FALSE(plain.speaks("10.0.0.1", 80, second, 7, 100, 97));
    EXPECT_TRUE(plain.speaks("10.0.0.1", 80, second));
}

TEST(Threshold, MemoryIsBounded) {
    engine::Thresholds counts{{.windows = 10, .values = 50}};
    engine::Threshold threshold{.count = 40, .within_ns = second, .per = {}, .distinct = {"socket.peer_port"}};
    for (std::uint64_t container = 1; container <= 100; ++container) {
        for (std::uint16_t port = 1; port <= 20; ++port) {
            Observed seen{connect_inet("10.0.0.1", port).task(1, 1).container(container).time(second).event()};
            fields::Context context{seen.observation(), seen};
            EXPECT_FALSE(counts.reached(0, threshold, context));
        }
    }
    EXPECT_GE(counts.evicted(), 90U);
}

TEST(Threshold, FaultsAreTold) {
    const auto fault = [](const std::string& value) {
        const auto lines = Loaded{rule("a", "evt.kind = connect", "  threshold: " + value + "\n")}.lines();
        return lines.empty() ? std::string{} : lines.front();
    };
    EXPECT_EQ(fault("{count: 5, within: 10s}"), "");
    for (const auto& [value, expected] :
         {std::pair{"5", "how many events within what time"},
          {"{count: 5}", "how many events within what time"},
          {"{count: 1, within: 1s}", "'count' must be a number from 2 to 1000"},
          {"{count: 5, within: soon}", "'within' must be a time of one hour at most"},
          {"{count: 5, within: 2h}", "'within' must be a time of one hour at most"},
          {"{count: 5, within: 999999999999m}", "'within' must be a time of one hour at most"},
          {"{count: 5, within: 1s, per: pod}", "'per' must be container, lineage or process"},
          {"{count: 5, within: 1s, distinct: socket.peer_prt}", "there is no field 'socket.peer_prt'"},
          {"{count: 5, within: 1s, distnct: a}", "unknown key 'distnct' in 'threshold'"}})
        EXPECT_THAT(fault(value), testing::HasSubstr(expected)) << value;
}

TEST(Invariant, DependsOnNothingTheAttackerWrites) {
    const auto fault = [](const std::string& condition) {
        const auto lines = Loaded{rule("a", condition, "  invariant: true\n")}.lines();
        return lines.empty() ? std::string{} : lines.front();
    };
    EXPECT_EQ(fault("evt.kind = exec and container and exec.memfd"), "");
    EXPECT_THAT(fault("evt.kind = exec and container and not proc.name = puma"),
                testing::HasSubstr("the invariant 'a' may not depend on proc.name"));
    const Loaded appended{{rule("a", "evt.kind = exec and exec.memfd", "  invariant: true\n"),
                           "- rule: a\n  condition: and not proc.cmdline contains health\n  append: true\n"}};
    EXPECT_EQ(appended.engine, nullptr);
    EXPECT_THAT(appended.error, testing::HasSubstr("may not depend on proc.cmdline"));
}

}  // namespace
}  // namespace overboard::test
