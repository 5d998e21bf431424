// SPDX-License-Identifier: Apache-2.0
// What whoever is woken by an alert may expect of each shipped rule.
#include <algorithm>
#include <regex>

#include "engine/rule.h"
#include "rules/shipped.h"

namespace overboard::test {
namespace {

using engine::Priority;
using engine::Rule;

// The techniques, and the highest default priority that one of their rules must have: in a server's lineage, where that
// raises it.
struct Technique {
    const char* slug;
    Priority at_least;
};
constexpr Technique kTechniques[] = {
    {"web-shell", Priority::critical},
    {"web-exec", Priority::critical},
    {"failed-exec", Priority::warning},
    {"unexpected-shell", Priority::notice},
    {"runtime-socket", Priority::critical},
    {"runtime-api-tcp", Priority::critical},
    {"host-mount-read", Priority::critical},
    {"host-mount-write", Priority::critical},
    {"metadata-service", Priority::critical},
    {"control-plane", Priority::critical},
    {"token-read", Priority::error},
    {"environ-read", Priority::error},
    {"network-scan", Priority::error},
    {"recon", Priority::warning},
    {"crypto-miner", Priority::error},
    {"reverse-shell", Priority::critical},
    {"bind-shell", Priority::critical},
    {"release-agent", Priority::critical},
    {"core-pattern", Priority::critical},
    {"uevent-helper", Priority::critical},
    {"modprobe-path", Priority::critical},
    {"binfmt-misc", Priority::critical},
    {"sysrq", Priority::critical},
    {"usermode-helper", Priority::critical},
    {"kernel-interface", Priority::critical},
    {"host-runs-container-code", Priority::critical},
    {"block-device", Priority::critical},
    {"container-mount", Priority::critical},
    {"namespace-escape", Priority::critical},
    {"root-escape", Priority::critical},
    {"runtime-overwrite", Priority::critical},
    {"masked-path", Priority::critical},
    {"privilege-gain", Priority::critical},
    {"userns-exploit-surface", Priority::error},
    {"cgroup-drift", Priority::critical},
    {"process-injection", Priority::critical},
    {"kernel-module", Priority::critical},
    {"bpf-program", Priority::error},
    {"kexec", Priority::error},
    {"perf-keyctl", Priority::error},
    {"drop-and-execute", Priority::critical},
    {"fileless", Priority::critical},
    {"loader-hijack", Priority::critical},
    {"credential-file", Priority::error},
    {"packet-socket", Priority::error},
    {"interactive-exec", Priority::informational},
    {"io-uring", Priority::notice},
    {"compat-syscall", Priority::notice},
    {"event-flood", Priority::warning},
    {"sensor-tamper", Priority::critical},
};

bool has(const Rule& rule, const std::string& pattern) {
    const std::regex wanted{pattern};
    return std::ranges::any_of(rule.tags, [&](const auto& tag) { return std::regex_match(tag, wanted); });
}

std::size_t sentences(const std::string& text) {
    const std::regex end{"[.?!:;](\\s|$)"};
    const std::sregex_iterator first{text.begin(), text.end(), end};
    return static_cast<std::size_t>(std::distance(first, std::sregex_iterator{}));
}

TEST(Quality, EachRuleNamesWhatItConcerns) {
    for (const Rule& rule : shipped().rules()) {
        EXPECT_TRUE(has(rule, "[a-z][a-z0-9-]+")) << rule.id << ": no slug";
        EXPECT_TRUE(has(rule, "T1[0-9]{3}(\\.[0-9]{3})?")) << rule.id << ": no technique of MITRE ATT&CK";
        EXPECT_TRUE(has(rule, "OWASP-API([1-9]|10)")) << rule.id << ": no item of OWASP API Security";
        EXPECT_TRUE(has(rule, "PCI-DSS-[0-9]+(\\.[0-9]+)+")) << rule.id << ": no requirement of PCI DSS";
        EXPECT_TRUE(has(rule, "SOC2-CC[1-9]\\.[0-9]+")) << rule.id << ": no criterion of SOC 2";
        EXPECT_TRUE(has(rule, "CIS-(Docker|Kubernetes)-[0-9]+(\\.[0-9]+)+")) << rule.id << ": no item of CIS";
        for (const auto& tag : rule.tags)
            EXPECT_TRUE(std::regex_match(tag, std::regex{"[a-z][a-z0-9-]+|T1.*|OWASP-.*|PCI-DSS-.*|SOC2-.*|CIS-.*"}))
                << rule.id << ": " << tag;
    }
}

TEST(Quality, EachRuleSaysWhatItMeansAndWhatToDo) {
    for (const Rule& rule : shipped().rules()) {
        EXPECT_GE(sentences(rule.desc), 2U) << rule.id << ": what happened, and why it matters";
        EXPECT_FALSE(rule.false_positives.empty()) << rule.id << ": no known false positive";
        EXPECT_GE(rule.remediation_pod.size(), 20U) << rule.id << ": what to change in the pod";
        EXPECT_GE(rule.remediation_app.size(), 20U) << rule.id << ": what to change in the application";
        ASSERT_FALSE(rule.references.empty()) << rule.id;
        for (const auto& one : rule.references) EXPECT_TRUE(one.starts_with("https://")) << rule.id << ": " << one;
        EXPECT_TRUE(rule.enabled) << rule.id;
    }
}

TEST(Quality, EachTechniqueHasItsRule) {
    for (const auto& technique : kTechniques) {
        auto highest = Priority::debug;
        for (const Rule& rule : shipped().rules())
            if (std::ranges::find(rule.tags, technique.slug) != rule.tags.end())
                highest = std::min(highest, rule.priority);
        EXPECT_LE(highest, technique.at_least) << technique.slug;
    }
}

TEST(Quality, NamesAndIdsAreDifferent) {
    std::vector<std::string> names;
    for (const Rule& rule : shipped().rules()) names.push_back(rule.name);
    std::ranges::sort(names);
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

}  // namespace
}  // namespace overboard::test
