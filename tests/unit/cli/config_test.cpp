// SPDX-License-Identifier: Apache-2.0
#include "cli/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/source_dir.h"

namespace {

using namespace overboard;
using namespace overboard::cli;
using testing::HasSubstr;
namespace fs = std::filesystem;

class ConfigTest : public testing::Test {
protected:
    fs::path dir = fs::temp_directory_path() / ("overboard-config-" + std::to_string(getpid()));
    std::map<std::string, std::string> environment;
    std::vector<engine::Diagnostic> diagnostics;
    Given given;
    Surroundings around{[this](const char* name) -> const char* {
                            const auto found = environment.find(name);
                            return found == environment.end() ? nullptr : found->second.c_str();
                        },
                        "/nowhere/bin/overboard",
                        dir / "config.yaml",
                        dir / "rules.d",
                        "node-1",
                        false};

    void SetUp() override { fs::create_directories(dir); }
    void TearDown() override { fs::remove_all(dir); }

    void file(const std::string& text) { std::ofstream(dir / "config.yaml") << text; }

    std::optional<Config> get() {
        diagnostics.clear();
        return resolve(given, around, diagnostics);
    }

    std::string from(const Config& config, std::string_view key) {
        for (const Origin& origin : config.origins)
            if (origin.setting->key == key) return origin.from;
        return "no such key";
    }

    // The one fault of this file, as "line: message (hint)".
    std::string fault(const std::string& text) {
        file(text);
        EXPECT_FALSE(get()) << text;
        if (diagnostics.size() != 1) return "faults: " + std::to_string(diagnostics.size());
        const auto& d = diagnostics[0];
        EXPECT_EQ(d.file, (dir / "config.yaml").string());
        return std::to_string(d.line) + ": " + d.message + (d.hint.empty() ? "" : " (" + d.hint + ")");
    }
};

TEST_F(ConfigTest, DefaultsHoldWithoutAnyFile) {
    const auto config = get();
    ASSERT_TRUE(config);
    EXPECT_EQ(config->settings.metrics_listen, "127.0.0.1:9435");
    EXPECT_EQ(config->settings.state_dir, "/var/lib/overboard");
    EXPECT_EQ(config->settings.node, "node-1");
    EXPECT_FALSE(config->settings.judge_host);
    ASSERT_EQ(config->settings.sinks.size(), 1u);
    EXPECT_EQ(config->settings.sinks[0].format, sinks::Format::json) << "piped";
    EXPECT_EQ(from(*config, "metrics.listen"), "default");
}

TEST_F(ConfigTest, ATerminalGetsText) {
    around.terminal = true;
    EXPECT_EQ(get()->settings.sinks[0].format, sinks::Format::text);
}

TEST_F(ConfigTest, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
    file("metrics: {listen: '127.0.0.1:1'}\n");
    auto config = get();
    EXPECT_EQ(config->settings.metrics_listen, "127.0.0.1:1");
    EXPECT_EQ(from(*config, "metrics.listen"), (dir / "config.yaml").string() + ":1");
    environment["OVERBOARD_METRICS"] = "127.0.0.1:2";
    config = get();
    EXPECT_EQ(config->settings.metrics_listen, "127.0.0.1:2");
    EXPECT_EQ(from(*config, "metrics.listen"), "OVERBOARD_METRICS");
    given.flags["metrics.listen"] = {"127.0.0.1:3", {}, {}};
    config = get();
    EXPECT_EQ(config->settings.metrics_listen, "127.0.0.1:3");
    EXPECT_EQ(from(*config, "metrics.listen"), "--metrics");
}

TEST_F(ConfigTest, AnEmptyVariableIsAnUnsetOne) {
    environment["OVERBOARD_METRICS"] = environment["OVERBOARD_NODE"] = environment["OVERBOARD_ALERTS"] = "";
    const auto config = get();
    EXPECT_EQ(config->settings.metrics_listen, "127.0.0.1:9435");
    EXPECT_EQ(config->settings.node, "node-1");
    EXPECT_EQ(config->settings.sinks[0].type, sinks::Type::standard_output);
}

TEST_F(ConfigTest, MetricsCanBeSwitchedOff) {
    for (const char* off : {"", "off"}) {
        given.flags["metrics.listen"] = {off, {}, {}};
        EXPECT_EQ(get()->settings.metrics_listen, "");
    }
}

TEST_F(ConfigTest, ReadsEveryKeyOfTheFile) {
    file(R"(rules: {paths: [/r1, /r2], disable: [web-shell], priority: {x: CRITICAL}}
scope: all
node: worker-7
state_dir: /state
redact: {strict: true, patterns: ['acme-[0-9]+']}
metrics: {listen: '[::1]:9000'}
sinks:
  - {name: log, type: stdout, format: falco}
  - {name: disk, type: file, path: alerts.jsonl, min_priority: warning}
)");
    const auto config = get();
    ASSERT_TRUE(config) << testing::PrintToString(diagnostics.size());
    const sensor::Settings& s = config->settings;
    EXPECT_THAT(s.rules, testing::ElementsAre("/r1", "/r2"));
    EXPECT_THAT(s.load.disable, testing::ElementsAre("web-shell"));
    EXPECT_EQ(s.load.priority.at(0), std::pair(std::string{"x"}, engine::Priority::critical));
    EXPECT_TRUE(s.judge_host);
    EXPECT_EQ(s.node, "worker-7");
    EXPECT_EQ(s.state_dir, "/state");
    EXPECT_TRUE(s.redact.strict);
    EXPECT_EQ(s.metrics_listen, "[::1]:9000");
    ASSERT_EQ(s.sinks.size(), 2u);
    EXPECT_EQ(s.sinks[0].format, sinks::Format::falco);
    EXPECT_EQ(s.sinks[1].path, "alerts.jsonl");
    EXPECT_EQ(s.sinks[1].min_priority, engine::Priority::warning);
}

TEST_F(ConfigTest, NamesTheLineAndTheNearestKey) {
    EXPECT_EQ(fault("scope: all\nmetric: {listen: off}\n"), "2: unknown key 'metric' (did you mean 'metrics'?)");
    EXPECT_EQ(fault("metrics:\n  listn: off\n"), "2: unknown key 'metrics.listn' (did you mean 'metrics.listen'?)");
    EXPECT_EQ(fault("verbose: true\n"), "1: unknown key 'verbose'") << "a flag only";
}

TEST_F(ConfigTest, RefusesWhatYamlAllows) {
    EXPECT_THAT(fault("scope: all\nscope: containers\n"), HasSubstr("2: key 'scope' stands twice"));
    EXPECT_THAT(fault("metrics:\n  listen: off\n  listen: off\n"), HasSubstr("3: key 'metrics.listen' stands twice"));
    EXPECT_THAT(fault("rules: {priority: {x: error, x: debug}}\n"), HasSubstr("1: key 'x' stands twice"));
    EXPECT_THAT(fault("- scope\n"), HasSubstr("1: a configuration is a map"));
    EXPECT_THAT(fault("scope: [all\n"), HasSubstr("no valid YAML"));
    EXPECT_THAT(fault("rules: {paths: /one}\n"), HasSubstr("'rules.paths' takes a list"));
    EXPECT_THAT(fault("scope: {a: b}\n"), HasSubstr("'scope' takes one value"));
    EXPECT_THAT(fault("[a]: b\n"), HasSubstr("a key must be a word"));
    EXPECT_THAT(fault("metrics: off\n"), HasSubstr("'metrics' is a map of keys"));
}

TEST_F(ConfigTest, SaysWhatAValueShouldHaveBeen) {
    EXPECT_THAT(fault("\nscope: pods\n"), HasSubstr("2: scope: 'pods' is neither containers nor all"));
    EXPECT_THAT(fault("metrics: {listen: nine}\n"), HasSubstr("127.0.0.1:9435"));
    EXPECT_THAT(fault("redact: {strict: yes}\n"), HasSubstr("neither true nor false"));
    EXPECT_THAT(fault("rules: {priority: {x: severe}}\n"), HasSubstr("'severe' is none of"));
    EXPECT_THAT(fault("sinks: [{name: a}]\n"), HasSubstr("needs a type"));
    EXPECT_THAT(fault("sinks: [{name: a, type: file}]\n"), HasSubstr("needs a path"));
    EXPECT_THAT(fault("sinks: [{name: a, type: fil, path: x}]\n"), HasSubstr("did you mean 'file'?"));
    EXPECT_THAT(fault("sinks: [{name: A B, type: stdout}]\n"), HasSubstr("name of at most 32"));
    EXPECT_THAT(fault("sinks: [{name: a, type: stdout}, {name: a, type: stdout}]\n"),
                HasSubstr("two sinks are named 'a'"));
    EXPECT_THAT(fault("sinks: [{name: a, type: stdout, formt: json}]\n"), HasSubstr("did you mean 'format'?"));
}

TEST_F(ConfigTest, AContainersBudgetIsANumber) {
    file("scope: all\n");
    EXPECT_EQ(get()->settings.bulk_events_per_second, 20000u);
    file("limits: {bulk_events_per_second_per_container: 300}\n");
    EXPECT_EQ(get()->settings.bulk_events_per_second, 300u);
    file("limits: {bulk_events_per_second_per_container: 0}\n");
    EXPECT_EQ(get()->settings.bulk_events_per_second, 0u);
    for (const char* wrong : {"-1", "many", "1.5", "5000000000", "''"})
        EXPECT_THAT(fault(std::string("limits: {bulk_events_per_second_per_container: ") + wrong + "}\n"),
                    HasSubstr("no number of events"))
            << wrong;
}

TEST_F(ConfigTest, ReadsANetworkSinkWithAllItsKeys) {
    file(R"(limits: {outbox_bytes: 1048576}
sinks:
  - {name: oncall, type: webhook, url: 'https://incident.example/hook', format: falco, min_priority: warning,
     tags: [T1611, web-shell], namespaces: [prod], secret_files: [/k1, 'env:K2'], bearer_file: /b,
     tls: {ca: /ca.pem, cert: /c.pem, key: /k.pem}, rate: 10, timeout: 2500ms}
  - {name: am, type: alertmanager, url: 'http://127.0.0.1:9093/api/v2/alerts', resolve_after: 2m}
  - {name: pager, type: pagerduty, routing_key_file: 'env:PD'}
  - {name: chat, type: slack, url_file: /etc/overboard/slack}
  - {name: journal, type: syslog, facility: local3}
)");
    const auto config = get();
    ASSERT_TRUE(config) << testing::PrintToString(diagnostics.empty() ? "" : diagnostics[0].message);
    EXPECT_EQ(config->settings.outbox_bytes, 1048576u);
    const auto& all = config->settings.sinks;
    const sinks::Settings& s = all.at(0);
    EXPECT_EQ(s.type, sinks::Type::webhook);
    EXPECT_EQ(s.url, "https://incident.example/hook");
    EXPECT_EQ(s.format, sinks::Format::falco);
    EXPECT_THAT(s.tags, testing::ElementsAre("T1611", "web-shell"));
    EXPECT_THAT(s.namespaces, testing::ElementsAre("prod"));
    EXPECT_THAT(s.signing_refs, testing::ElementsAre("/k1", "env:K2"));
    EXPECT_EQ(s.bearer_ref + s.ca_ref + s.certificate_ref + s.key_ref, "/b/ca.pem/c.pem/k.pem");
    EXPECT_EQ(s.rate, 10);
    EXPECT_EQ(s.timeout.count(), 2500);
    EXPECT_EQ(all.at(1).resolve_after.count(), 120000);
    EXPECT_GT(all.at(1).batch, 1u);
    EXPECT_EQ(all.at(2).url, "https://events.pagerduty.com/v2/enqueue");
    EXPECT_EQ(all.at(2).format, sinks::Format::pagerduty);
    EXPECT_EQ(all.at(3).format, sinks::Format::slack);
    EXPECT_EQ(all.at(4).path, "/dev/log");
    EXPECT_EQ(all.at(4).facility, 19u);
}

TEST_F(ConfigTest, SaysWhatIsWrongWithANetworkSink) {
    const auto wrong = [this](const std::string& keys) { return fault("sinks: [{name: a, " + keys + "}]\n"); };
    EXPECT_THAT(wrong("type: webhook"), HasSubstr("needs an url"));
    EXPECT_THAT(wrong("type: webhook, url: 'ftp://x/'"), HasSubstr("begins with https://"));
    EXPECT_THAT(wrong("type: webhook, url: 'https://me:secret@x/'"), HasSubstr("user name or password"));
    EXPECT_THAT(
        wrong("type: webhook, url: 'https://x/', secret_files: [whsec_abc]"),
        testing::AllOf(HasSubstr("neither an absolute path nor env:NAME"), testing::Not(HasSubstr("whsec_abc"))));
    EXPECT_THAT(wrong("type: webhook, url: 'https://x/', format: text"), HasSubstr("cannot send text"));
    EXPECT_THAT(wrong("type: webhook, url: 'https://x/', batch: 3"), HasSubstr("one alert a request"));
    EXPECT_THAT(wrong("type: webhook, url: 'https://x/', timeout: soon"), HasSubstr("no duration"));
    EXPECT_THAT(wrong("type: webhook, url: 'https://x/', url: 'https://y/'"), HasSubstr("stands twice"));
    EXPECT_THAT(wrong("type: webhook, url: ['https://x/', 'https://y/']"), HasSubstr("takes one value"));
    EXPECT_THAT(wrong("type: slack, url: 'https://hooks.slack.com/x'"), HasSubstr("url_file"));
    EXPECT_THAT(wrong("type: pagerduty"), HasSubstr("routing_key_file"));
    EXPECT_THAT(wrong("type: stdout, url: 'https://x/'"), HasSubstr("takes no 'url'"));
    EXPECT_THAT(wrong("type: stdout, format: slack"), HasSubstr("for the network only"));
    EXPECT_THAT(wrong("type: webhok, url: 'https://x/'"), HasSubstr("did you mean 'webhook'?"));
    EXPECT_THAT(wrong("type: syslog, facility: local9"), HasSubstr("no facility"));
    EXPECT_THAT(fault("limits: {outbox_bytes: 12}\n"), HasSubstr("from 1048576"));
}

TEST_F(ConfigTest, ADocumentedKeyThatIsNotBuiltSaysSo) {
    EXPECT_THAT(fault("respond: {enabled: false}\n"), HasSubstr("not available in this version"));
}

TEST_F(ConfigTest, SecretsOfTheMetricsAreReferencesAndACertificateHasItsKey) {
    for (const char* text : {"metrics: {tls: {cert: a}}\n", "metrics: {basic_auth_file: 'alice:$2y$10$'}\n"})
        EXPECT_THAT(fault(text), HasSubstr("neither an absolute path nor env:NAME")) << text;
    file("metrics: {tls: {cert: /a.pem}}\n");
    EXPECT_FALSE(get());
    EXPECT_THAT(diagnostics.back().message, HasSubstr("belong together"));
    diagnostics.clear();
    file("metrics: {tls: {cert: /a.pem, key: 'env:KEY'}, basic_auth_file: /users}\n");
    const auto config = get();
    ASSERT_TRUE(config);
    EXPECT_EQ(config->settings.metrics_access, (courier::AccessSettings{"/a.pem", "env:KEY", "/users"}));
}

TEST_F(ConfigTest, CollectsEveryFaultOfOneRun) {
    file("scop: all\nmetrics: {listen: x}\nrespond: {}\n");
    EXPECT_FALSE(get());
    EXPECT_EQ(diagnostics.size(), 3u);
}

TEST_F(ConfigTest, AFileThatWasAskedForMustBeThere) {
    given.config = dir / "other.yaml";
    EXPECT_FALSE(get());
    EXPECT_THAT(diagnostics.at(0).message, HasSubstr("No such file"));
    given.config.clear();
    environment["OVERBOARD_CONFIG"] = dir / "other.yaml";
    EXPECT_FALSE(get());
}

TEST_F(ConfigTest, AWrongFlagIsNamedByTheFlag) {
    given.flags["format"] = {"xml", {}, {}};
    EXPECT_FALSE(get());
    EXPECT_EQ(diagnostics.at(0).file, "--format");
    EXPECT_THAT(diagnostics.at(0).message, HasSubstr("text, falco"));
}

TEST_F(ConfigTest, AlertsTakesThePlaceOfTheSinks) {
    file("sinks: [{name: disk, type: file, path: x}]\n");
    given.flags["alerts"] = {"/tmp/a.jsonl", {}, {}};
    given.flags["format"] = {"falco", {}, {}};
    auto config = get();
    ASSERT_EQ(config->settings.sinks.size(), 1u);
    EXPECT_EQ(config->settings.sinks[0].path, "/tmp/a.jsonl");
    EXPECT_EQ(config->settings.sinks[0].format, sinks::Format::falco);
    EXPECT_EQ(from(*config, "sinks"), "--alerts");
    given.flags["alerts"] = {"-", {}, {}};
    config = get();
    EXPECT_EQ(config->settings.sinks[0].type, sinks::Type::standard_output);
    EXPECT_EQ(config->settings.sinks[0].format, sinks::Format::falco);
}

TEST_F(ConfigTest, FormatLeavesTheFileSinksOfTheConfigurationAlone) {
    file("sinks: [{name: disk, type: file, path: x, format: falco}, {name: log, type: stdout}]\n");
    environment["OVERBOARD_FORMAT"] = "text";
    const auto config = get();
    EXPECT_EQ(config->settings.sinks[0].format, sinks::Format::falco);
    EXPECT_EQ(config->settings.sinks[1].format, sinks::Format::text);
}

TEST_F(ConfigTest, ListsOfTheEnvironmentAreCutAtTheirSeparator) {
    environment["OVERBOARD_RULES"] = "/a:/b c::/d";
    environment["OVERBOARD_RULES_DISABLE"] = "x,y";
    const auto config = get();
    EXPECT_THAT(config->settings.rules, testing::ElementsAre("/a", "/b c", "/d"));
    EXPECT_THAT(config->settings.load.disable, testing::ElementsAre("x", "y"));
}

TEST_F(ConfigTest, FindsTheRulesThatCameWithTheProgram) {
    fs::create_directories(dir / "usr/share/overboard/rules");
    fs::create_directories(dir / "tree/rules");
    fs::create_directories(dir / "tree/build/dev");
    EXPECT_EQ(builtin_rules(dir / "usr/bin/overboard"), dir / "usr/share/overboard/rules");
    EXPECT_EQ(builtin_rules(dir / "tree/build/dev/overboard"), "") << "not known to be a build tree";
    std::ofstream(dir / "tree/build/dev/CMakeCache.txt") << "\n";
    EXPECT_EQ(builtin_rules(dir / "tree/build/dev/overboard"), dir / "tree/rules");
}

TEST_F(ConfigTest, LocalRulesExtendTheBuiltInOnes) {
    fs::create_directories(dir / "rules.d");
    EXPECT_THAT(get()->settings.rules, testing::ElementsAre(around.rules_extra));
    given.flags["rules.paths"] = {"", {"/only"}, {}};
    EXPECT_THAT(get()->settings.rules, testing::ElementsAre("/only"));
}

TEST_F(ConfigTest, PrintsEachValueAndItsOrigin) {
    environment["OVERBOARD_SCOPE"] = "all";
    const std::string text = print(*get());
    EXPECT_THAT(text, testing::ContainsRegex("scope: all +# OVERBOARD_SCOPE\n"));
    EXPECT_THAT(text, testing::ContainsRegex("metrics.listen: 127.0.0.1:9435 +# default\n"));
    EXPECT_THAT(text,
                testing::ContainsRegex("sinks: \\[\\{name: stdout, type: stdout, format: json\\}\\] +# default\n"));
}

TEST(DeployedConfiguration, IsRightAndSaysTheDefaults) {
    std::vector<engine::Diagnostic> diagnostics;
    Given given{test::source_dir() + std::string("/deploy/config.yaml"), {}};
    const auto config = resolve(given, Surroundings::here(), diagnostics);
    ASSERT_TRUE(config) << (diagnostics.empty() ? "" : diagnostics[0].message);
    EXPECT_EQ(config->settings.metrics_listen, "127.0.0.1:9435");
    EXPECT_FALSE(config->settings.judge_host);
}

}  // namespace
