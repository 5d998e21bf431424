// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>

namespace {

using namespace overboard::sensor;
using testing::ElementsAre;
using testing::HasSubstr;

Facts good() {
    return {.release = "6.1.0-27-amd64",
            .machine = "x86_64",
            .major = 6,
            .minor = 1,
            .capabilities = ~std::uint64_t{0},
            .btf = true,
            .tracefs = true,
            .host_pids = true,
            .cgroup = "v2",
            .lockdown = "none",
            .bpf_refused = ""};
}

std::vector<std::string> missing(const Facts& facts) { return obstacles(judge(facts)); }

TEST(Preflight, AGoodNodeHasNoObstacle) {
    EXPECT_THAT(missing(good()), testing::IsEmpty());
    for (const Need& need : judge(good())) {
        EXPECT_TRUE(need.met) << need.name;
        EXPECT_TRUE(need.fix.empty()) << need.name;
        EXPECT_FALSE(need.detail.empty()) << need.name;
    }
}

TEST(Preflight, EachMissingThingIsOneSentenceWithItsFix) {
    struct Case {
        void (*spoil)(Facts&);
        const char *says, *fix;
    };
    const Case cases[] = {
        {[](Facts& f) { f.major = 5, f.minor = 9, f.release = "5.9.0"; }, "5.9.0 is older than 5.10", "boot a kernel"},
        {[](Facts& f) { f.capabilities = 0; }, "may not be loaded by this user", "sudo overboard run"},
        {[](Facts& f) { f.btf = false; }, "/sys/kernel/btf/vmlinux is missing", "CONFIG_DEBUG_INFO_BTF=y"},
        {[](Facts& f) { f.tracefs = false; }, "not mounted at /sys/kernel/tracing", "mount -t tracefs"},
        {[](Facts& f) { f.bpf_refused = "Operation not permitted"; }, "refused one: Operation not permitted",
         "seccomp"},
        {[](Facts& f) { f.lockdown = "confidentiality"; }, "forbids BPF", "lockdown=integrity"},
        {[](Facts& f) { f.cgroup = ""; }, "no cgroup hierarchy", "mount -t cgroup2"},
        {[](Facts& f) { f.host_pids = false; }, "pid namespace of its own", "hostPID: true"},
    };
    for (const Case& c : cases) {
        Facts facts = good();
        c.spoil(facts);
        EXPECT_THAT(missing(facts), ElementsAre(testing::AllOf(HasSubstr(c.says), HasSubstr(c.fix)))) << c.says;
    }
}

TEST(Preflight, FewCapabilitiesAreEnough) {
    Facts facts = good();
    facts.capabilities = 1ULL << CAP_BPF | 1ULL << CAP_PERFMON;
    EXPECT_THAT(missing(facts), testing::IsEmpty()) << "less is known of containers, but it runs";
    facts.capabilities = 1ULL << CAP_BPF;
    EXPECT_EQ(missing(facts).size(), 1u);
    facts.capabilities = 1ULL << CAP_SYS_ADMIN;
    EXPECT_THAT(missing(facts), testing::IsEmpty());
}

TEST(Preflight, BelowFiveElevenTheMemlockLimitIsNamed) {
    Facts facts = good();
    facts.minor = 10, facts.major = 5;
    facts.bpf_refused = "Operation not permitted";
    EXPECT_THAT(missing(facts), ElementsAre(HasSubstr("CAP_SYS_RESOURCE")));
}

TEST(Preflight, GathersFactsOfThisMachine) {
    const Facts facts = gather_facts();
    EXPECT_FALSE(facts.release.empty());
    EXPECT_GE(facts.major, 4);
}

}  // namespace
