// SPDX-License-Identifier: Apache-2.0
// The kernel's filter may only widen: whatever a rule matches, the kernel would have sent.
#include "unit/engine/admission.h"
#include "unit/engine/loaded.h"
#include "unit/engine/random_rules.h"

namespace overboard::test {
namespace {

struct Totals {
    unsigned matched = 0, refused = 0;
};

void judge_many(Dice& dice, const Loaded& loaded, const std::string& rules, Totals& totals) {
    const Admission admission{loaded.engine->kernel_filter()};
    for (int i = 0; i < 200; ++i) {
        Observed seen{random_event(dice)};
        enrich(dice, seen);
        const bool admitted = admission.admits(*seen.observation().event);
        const bool matched = loaded.engine->judge(seen.observation(), seen).has_value();
        ASSERT_TRUE(admitted || !matched) << "refused, and yet matched by\n" << rules;
        totals.matched += matched;
        totals.refused += !admitted;
    }
}

#ifdef OVERBOARD_SANITIZED
constexpr unsigned rounds = 100;  // what the sanitizers look for shows in a few; the property is the other build's
#else
constexpr unsigned rounds = 800;
#endif

TEST(KernelFilter, NeverRefusesWhatARuleMatches) {
    Dice dice{42};
    Totals totals;
    for (unsigned round = 0; round < rounds && !HasFatalFailure(); ++round) {
        const auto rules = random_rules(dice);
        const Loaded loaded{rules};
        ASSERT_TRUE(loaded.engine) << loaded.error << "\n" << rules;
        judge_many(dice, loaded, rules, totals);
    }
    // A filter that lets everything through, or rules that never match, would prove nothing.
    EXPECT_GT(totals.matched, rounds * 12);
    EXPECT_GT(totals.refused, rounds * 12);
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
    EXPECT_EQ(config("fd.name startswith /etc and evt.is_open_write = true").open_own, OB_ADMIT_WRITES);
    EXPECT_EQ(config("fd.name startswith /etc and evt.is_open_read = true").open_own, OB_ADMIT_ALL);
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
