// SPDX-License-Identifier: Apache-2.0
// What leaves over the network: signatures, requests, the formats of other services, and syslog's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/text.h"
#include "sinks/request.h"
#include "sinks/shorten.h"
#include "sinks/sign.h"
#include "unit/sinks/samples.h"

namespace overboard::sinks {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string vector = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

// https://github.com/standard-webhooks/standard-webhooks, the vector of its libraries' tests.
std::string sign(const std::vector<std::string>& secrets) {
    return signatures(secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})").value_or("fails");
}

TEST(Sign, TheVectorOfStandardWebhooks) {
    EXPECT_EQ(sign({secret}), vector);
    EXPECT_EQ(sign({secret.substr(6)}), vector) << "the prefix may be left out";
}

TEST(Sign, EverySecretSigns) {
    EXPECT_EQ(sign({secret, secret}), vector + " " + vector);
    EXPECT_THAT(sign({"whsec_b3ZlcmJvYXJkLXRlc3Qtc2VjcmV0LW51bWJlci0y", secret}), testing::EndsWith(" " + vector));
}

TEST(Sign, RefusesWhatIsNoSecretAndDoesNotSayIt) {
    for (const char* wrong : {"", "whsec_", "whsec_abc", "whsec_!!!!!!!!!!!!!!!!!!!!!!!!", "whsec_c2hvcnQ="}) {
        const std::string secrets[] = {wrong};
        const auto signed_ = signatures(secrets, "i", 1, "b");
        ASSERT_FALSE(signed_) << wrong;
        EXPECT_THAT(signed_.error().message, HasSubstr("openssl rand"));
    }
}

class RequestTest : public testing::Test {
protected:
    std::string dir = testing::TempDir() + "overboard-request-" + std::to_string(getpid());
    Secrets secrets;
    Settings sink;
    Job job{"01KID", {R"({"a":1})"}, 1614265330'000000000, 1795269731'000000000};

    RequestTest() {
        std::filesystem::create_directories(dir);
        sink.type = Type::webhook;
        sink.url = "https://incident.example/hook";
    }
    ~RequestTest() override { std::filesystem::remove_all(dir); }
    std::string file(const std::string& name, const std::string& text) const {
        std::ofstream(dir + "/" + name) << text;
        return dir + "/" + name;
    }
    base::Result<Request> get() { return prepare(sink, secrets, "n1", job); }
};

TEST_F(RequestTest, CarriesTheHeadersOfStandardWebhooks) {
    sink.signing_refs = {file("key", secret + "\n")};
    sink.bearer_ref = file("token", "t0ken\n");
    const auto request = get().value();
    EXPECT_EQ(request.body, R"({"a":1})");
    EXPECT_THAT(request.headers, Contains("webhook-id: 01KID"));
    EXPECT_THAT(request.headers, Contains("webhook-timestamp: 1614265330"));
    EXPECT_THAT(request.headers, Contains(StartsWith("webhook-signature: v1,")));
    EXPECT_THAT(request.headers, Contains("Authorization: Bearer t0ken"));
}

TEST_F(RequestTest, ReadsASecretAgainWhenItsFileChanged) {
    sink.bearer_ref = file("token", "old");
    EXPECT_THAT(get().value().headers, Contains("Authorization: Bearer old"));
    file("token.new", "newer");
    std::filesystem::rename(dir + "/token.new", sink.bearer_ref);
    EXPECT_THAT(get().value().headers, Contains("Authorization: Bearer newer"));
    setenv("OVERBOARD_TEST_TOKEN", "from-environment", 1);
    sink.bearer_ref = "env:OVERBOARD_TEST_TOKEN";
    EXPECT_THAT(get().value().headers, Contains("Authorization: Bearer from-environment"));
}

TEST_F(RequestTest, NamesTheReferenceOfWhatItCannotReadAndNothingMore) {
    sink.bearer_ref = dir + "/none";
    EXPECT_THAT(get().error().message, HasSubstr(dir + "/none"));
    sink.bearer_ref = file("two", "first\nsecond");
    EXPECT_THAT(get().error().message, testing::AllOf(HasSubstr("several lines"), Not(HasSubstr("second"))));
    sink.bearer_ref = "env:OVERBOARD_NO_SUCH_VARIABLE";
    EXPECT_THAT(get().error().message, HasSubstr("OVERBOARD_NO_SUCH_VARIABLE"));
    sink.bearer_ref.clear();
    sink.signing_refs = {file("bad", "whsec_bad-secret")};
    EXPECT_THAT(get().error().message, Not(HasSubstr("bad-secret")));
}

TEST_F(RequestTest, HidesWhatItSentInWhatIsAnswered) {
    sink.bearer_ref = file("token", "t0ken-of-mine");
    setenv("OVERBOARD_TEST_KEY", "from-environment", 1);
    sink.signing_refs = {"env:OVERBOARD_TEST_KEY"};
    (void)get();
    EXPECT_EQ(secrets.hide("no such token: t0ken-of-mine, t0ken-of-mine (from-environment)"),
              "no such token: [redacted], [redacted] ([redacted])");
    EXPECT_EQ(secrets.hide("nothing of it"), "nothing of it");
}

TEST_F(RequestTest, AddsPagerDutysKeyWhenItIsSent) {
    sink.format = Format::pagerduty;
    sink.routing_key_ref = file("pd", "R0UTE");
    job.bodies = {render(Samples::runtime_socket(), Format::pagerduty)};
    EXPECT_THAT(job.bodies[0], Not(HasSubstr("R0UTE")));
    EXPECT_EQ(json::parse(get().value().body)["routing_key"], "R0UTE");
}

TEST_F(RequestTest, PutsSeveralIntoOneWhereTheFormatTakesThem) {
    job.bodies = {render(Samples::runtime_socket(), Format::otlp), render(Samples::web_shell(), Format::otlp)};
    sink.format = Format::otlp;
    const json otlp = json::parse(get().value().body);
    EXPECT_EQ(otlp["resourceLogs"][0]["scopeLogs"][0]["logRecords"].size(), 2u);
    EXPECT_EQ(otlp["resourceLogs"][0]["resource"]["attributes"][1]["value"]["stringValue"], "n1");
    job.bodies = {render(Samples::runtime_socket(), Format::alertmanager), "damaged"};
    sink.format = Format::alertmanager;
    const json alerts = json::parse(get().value().body);
    ASSERT_EQ(alerts.size(), 2u);
    EXPECT_EQ(alerts[0]["endsAt"], "2026-11-21T14:02:11.000000000Z");
}

TEST_F(RequestTest, KnowsWhichUrlsAreNone) {
    for (const char* good : {"https://a/", "http://127.0.0.1:9093/api/v2/alerts", "https://[::1]/x?y=z"})
        EXPECT_EQ(fault_of_url(good), "") << good;
    for (const char* bad :
         {"", "a", "ftp://a/", "https://", "https:///x", "https://u:p@a/", "https://a/b c", "file:///etc/passwd"})
        EXPECT_NE(fault_of_url(bad), "") << bad;
}

// Alertmanager answers 400 to what begins after it ends, and the alert would be a dead letter.
TEST_F(RequestTest, AnAlertOfAClockThatWasSetSinceBeginsNoLaterThanNow) {
    sink.format = Format::alertmanager;
    job.bodies = {render(Samples::runtime_socket(), Format::alertmanager)};
    const std::string began = json::parse(job.bodies[0])["startsAt"];
    const std::int64_t began_ns = 1795269731'104223817, hour_ns = 3'600'000'000'000, minute_ns = 60'000'000'000;
    for (const std::int64_t set : {-hour_ns, hour_ns})
        for (const std::int64_t lasts : {0 * minute_ns, 5 * minute_ns}) {  // its end, or that it goes on
            job.now_ns = began_ns + set;
            job.ends_ns = job.now_ns + lasts;
            const json sent = json::parse(get().value().body)[0];
            EXPECT_LE(sent["startsAt"].get<std::string>(), sent["endsAt"].get<std::string>()) << set;
            EXPECT_EQ(sent["startsAt"], set < 0 ? base::rfc3339(job.now_ns) : began);
        }
}

TEST(Formats, AlertmanagersLabelsAreIdentityOnly) {
    const json alert = json::parse(render(Samples::runtime_socket(), Format::alertmanager));
    std::vector<std::string> names;
    for (const auto& label : alert["labels"].items()) names.push_back(label.key());
    EXPECT_THAT(names, testing::UnorderedElementsAre("alertname", "severity", "rule_id", "node", "namespace", "pod",
                                                     "container"));
    for (const auto& label : alert["labels"]) EXPECT_TRUE(label.is_string());
    EXPECT_EQ(alert["startsAt"], "2026-11-21T14:02:11.104223817Z");
}

TEST(Formats, PagerDutysSummaryFits) {
    incidents::Alert alert = Samples::runtime_socket();
    alert.message.assign(5000, 'm');
    const json event = json::parse(render(alert, Format::pagerduty));
    EXPECT_LE(event["payload"]["summary"].get<std::string>().size(), 1024u);
    EXPECT_EQ(event["dedup_key"], alert.dedup_key);
    EXPECT_EQ(event["event_action"], "trigger");
    EXPECT_EQ(event["payload"]["severity"], "critical");
}

TEST(Formats, SlackCannotBeSteered) {
    incidents::Alert alert = Samples::runtime_socket();
    alert.message = "<!channel> & <https://evil|click> `";
    const std::string text = json::parse(render(alert, Format::slack))["text"];
    EXPECT_THAT(text, HasSubstr("&lt;!channel&gt; &amp; &lt;https://evil|click&gt; '"));
}

TEST(Formats, HostileAlertsStayValidJson) {
    for (const Format format : {Format::alertmanager, Format::pagerduty, Format::slack, Format::otlp})
        for (const incidents::Alert& alert : Samples().all()) {
            const std::string text = render(alert, format);
            EXPECT_FALSE(json::parse(text, nullptr, false).is_discarded()) << text;
            EXPECT_EQ(text.find('\n'), text.npos);
        }
}

TEST(Syslog, IsRfc5424WithEscapedData) {
    incidents::Alert alert = Samples::runtime_socket();
    alert.process.exe = "/bin/a]\"\\b\n";
    const std::string text = render_syslog(alert, Format::text, 10);
    EXPECT_THAT(text, StartsWith("<82>1 2026-11-21T14:02:11.104223Z n1 overboard "));
    EXPECT_THAT(text, HasSubstr(" runtime-socket [overboard@32473 id=\""));
    EXPECT_THAT(text, HasSubstr("exe=\"/bin/a\\]\\\"\\\\b\\\\n\"]"));
    EXPECT_THAT(text, HasSubstr("\xef\xbb\xbf"
                                "Runtime socket reached"));
    for (const incidents::Alert& hostile : Samples().all()) {
        const std::string line = render_syslog(hostile, Format::json, 10);
        EXPECT_LE(line.size(), 8000u);
        EXPECT_EQ(line.find('\n'), line.npos);
    }
}

std::string body_of(const std::string& line) {
    const std::string mark = "\xef\xbb\xbf";
    return line.substr(line.find(mark) + mark.size());
}

// What a container may make as long as it likes, at one length.
incidents::Alert grown(std::size_t bytes, char with) {
    incidents::Alert alert = Samples::host_write();
    const std::string value(bytes, with);
    alert.message = alert.process.exe = alert.process.cwd = value;
    alert.file->path = alert.file->host_path = alert.file->other = value;
    alert.process.args = std::vector<std::string>(128, value);
    alert.ancestors.assign(8, {1, value, {value, value}});
    alert.evidence.clear();
    for (int i = 0; i < 32; ++i) alert.evidence.emplace_back("field" + std::to_string(i), value);
    return alert;
}

TEST(Syslog, JsonIsWholeWhateverItsLength) {
    for (const char with : {'a', '"'})
        for (const std::size_t bytes : {1, 10, 60, 100, 250, 500, 1000, 1900, 4000, 20'000})
            for (const Format format : {Format::json, Format::falco}) {
                const incidents::Alert alert = grown(bytes, with);
                const std::string line = render_syslog(alert, format, 10);
                EXPECT_LE(line.size(), 8000U);
                const json body = json::parse(body_of(line), nullptr, false);
                ASSERT_FALSE(body.is_discarded()) << bytes << " bytes of " << with << ": " << line.substr(7900);
                EXPECT_EQ(body["time"], alert.time);
                const bool falco = format == Format::falco;
                const json& fields = falco ? body["output_fields"] : body;
                EXPECT_EQ(body["priority"], falco ? "Critical" : "critical");
                EXPECT_EQ(fields[falco ? "overboard.rule_id" : "rule_id"], alert.rule_id);
                EXPECT_EQ(falco ? fields["container.id"] : fields["container"]["id"], alert.container->id);
                EXPECT_EQ(falco ? fields["k8s.pod.name"] : fields["pod"]["name"], alert.pod->name);
                EXPECT_EQ(falco ? fields["k8s.ns.name"] : fields["pod"]["namespace"], alert.pod->ns);
            }
}

TEST(Syslog, WhatIsCutSaysSo) {
    const incidents::Alert alert = grown(4000, 'a');
    const json body = json::parse(body_of(render_syslog(alert, Format::json, 10)));
    EXPECT_THAT(body["message"].get<std::string>(), testing::EndsWith(base::cut_mark));
    EXPECT_THAT(body["process"]["args"][0].get<std::string>(), testing::EndsWith(base::cut_mark));
    EXPECT_EQ(body["process"]["args"].back(), base::cut_mark) << "there were more";
    EXPECT_EQ(body["process"]["args_truncated"], true);
    const incidents::Alert small = Samples::runtime_socket();
    EXPECT_EQ(body_of(render_syslog(small, Format::json, 10)), render(small, Format::json)) << "what fits is as it was";
}

// As far as the incidents room lets anything grow, in every name at once.
TEST(Syslog, JsonIsWholeOfAnAlertThatIsHostileEverywhere) {
    incidents::Alert alert = grown(4096, '"');
    const std::string name(256, '\\'), value(1024, '"');
    alert.node = alert.rule = alert.rule_id = name;
    alert.tags = alert.also_matched = alert.references = std::vector<std::string>(48, value);
    alert.remediation_pod = alert.remediation_app = value;
    alert.container = {name, name, value, name, name, name, true};
    alert.pod = {name, name, name};
    alert.web = {1,     value,
                 "web", std::vector<std::string>(32, value),
                 80,    std::vector<std::string>(4, "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535"),
                 true};
    alert.socket.emplace();
    alert.socket->peer_path = alert.socket->host_path = alert.socket->peer_exe = value;
    for (auto& [field, text] : alert.evidence) field = name + field;
    for (const Format format : {Format::json, Format::falco}) {
        const std::string line = render_syslog(alert, format, 10);
        EXPECT_LE(line.size(), 8000U);
        EXPECT_TRUE(json::accept(body_of(line)));
        EXPECT_LE(render_within(alert, format, 4200).size(), 4200U);
    }
}

TEST(Wants, IsPriorityAndTagAndNamespace) {
    const incidents::Alert alert = Samples::runtime_socket();  // critical, T1611, in a pod of prod
    Settings sink;
    EXPECT_TRUE(wants(sink, alert));
    sink.min_priority = engine::Priority::alert;
    EXPECT_FALSE(wants(sink, alert)) << "critical is less severe";
    sink.min_priority = engine::Priority::critical;
    sink.tags = {"T9999", "T1611"};
    EXPECT_TRUE(wants(sink, alert));
    sink.tags = {"T9999"};
    EXPECT_FALSE(wants(sink, alert));
    sink.tags.clear();
    sink.namespaces = {alert.pod->ns};
    EXPECT_TRUE(wants(sink, alert));
    EXPECT_FALSE(wants(sink, Samples::on_the_host())) << "no pod";
}

}  // namespace
}  // namespace overboard::sinks
