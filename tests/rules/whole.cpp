// SPDX-License-Identifier: Apache-2.0
// What holds for every shipped rule, and for an alert as a whole.
#include <algorithm>
#include <set>

#include "bpf/wire/events.h"
#include "rules/shipped.h"

namespace overboard::test {
namespace {

using testing::Contains;
using testing::Pair;
using testing::StartsWith;

TEST(Rules, SayAllThatPeopleNeed) {
    std::set<std::string> ids;
    for (const auto& rule : shipped().rules()) {
        EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
        EXPECT_GT(rule.desc.size(), 60U) << rule.id;
        EXPECT_FALSE(rule.false_positives.empty()) << rule.id;
        EXPECT_FALSE(rule.references.empty()) << rule.id;
        EXPECT_FALSE(rule.remediation_pod.empty() || rule.remediation_app.empty()) << rule.id;
        for (const char* scheme : {"T1", "PCI-DSS-", "SOC2-"})
            EXPECT_THAT(rule.tags, Contains(StartsWith(scheme))) << rule.id;
        const bool owasp =
            std::any_of(rule.tags.begin(), rule.tags.end(), [](auto& t) { return t.starts_with("OWASP-API"); });
        EXPECT_TRUE(owasp || rule.priority >= engine::Priority::notice) << rule.id;
    }
}

TEST(Rules, CoverTheFirstSlugs) {
    std::set<std::string> tags;
    for (const auto& rule : shipped().rules()) tags.insert(rule.tags.begin(), rule.tags.end());
    for (const char* slug :
         {"web-shell", "web-exec", "failed-exec", "runtime-socket", "runtime-api-tcp", "host-mount-read",
          "host-mount-write", "metadata-service", "control-plane", "environ-read"})
        EXPECT_TRUE(tags.contains(slug)) << slug;
}

TEST(Finding, NamesItsEvidence) {
    Observed seen{
        as_server(connect_unix("/run/innocent.sock", FileSpec{"/run/innocent.sock", "/docker.sock"}, 812)).event()};
    seen.runtime("docker", "/run/docker.sock").exe("/usr/bin/ruby3.1");
    const auto finding = shipped().judge(seen.observation(), seen);
    ASSERT_TRUE(finding);
    EXPECT_THAT(finding->evidence, Contains(Pair("socket.peer_is_runtime", "true")));
    EXPECT_EQ(finding->output, "/usr/bin/ruby3.1 (pid 100) in app connected to /run/docker.sock as /run/innocent.sock");
}

TEST(Finding, TheMostSpecificSpeaksAndTheOthersAreNamed) {
    FileSpec shell{"/tmp/sh", ""};
    shell.flags |= OB_FILE_UPPER;
    Observed seen{in_lineage(exec(shell)).args({"sh"}).event()};
    const auto finding = shipped().judge(seen.observation(), seen);
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->rule->id, "web-shell");
    ASSERT_EQ(finding->also_matched.size(), 1U);
    EXPECT_EQ(finding->also_matched[0]->id, "web-exec-dropped");
}

TEST(Filter, AsksTheKernelForLittle) {
    const auto& filter = shipped().kernel_filter();
    EXPECT_EQ(filter.config.open_own, OB_ADMIT_NAMED);  // the runtime's mark
    EXPECT_EQ(filter.config.open_foreign, OB_ADMIT_FILES);
    EXPECT_EQ(filter.config.connect_inet, OB_ADMIT_ALL);  // a scan is counted
    EXPECT_EQ(filter.config.connect_unix, OB_ADMIT_NAMED);
    EXPECT_THAT(filter.magics, Contains(Pair(0x9fa0U, std::uint32_t{OB_ADMIT_WRITES})));
    EXPECT_THAT(filter.names, testing::Contains(Pair("environ", std::uint32_t{OB_WANT_READ | OB_WANT_WRITE})));
    EXPECT_THAT(filter.names, testing::Contains(Pair("token", testing::_)));
    EXPECT_THAT(filter.names, testing::Not(testing::Contains(Pair("null", testing::_))));
    for (const auto kind : {OB_KIND_EXEC, OB_KIND_EXEC_FAILED, OB_KIND_OPEN, OB_KIND_CONNECT, OB_KIND_FORK})
        EXPECT_TRUE(filter.config.kinds >> kind & 1) << kind;
}

}  // namespace
}  // namespace overboard::test
