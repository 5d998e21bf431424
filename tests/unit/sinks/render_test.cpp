// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/utils/nlohmann_json_utils.hpp>
#include <valijson/validator.hpp>

#include "base/text.h"
#include "sinks/sink.h"
#include "support/source_dir.h"
#include "unit/sinks/samples.h"

namespace overboard::sinks {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

class AlertSchema : public testing::Test {
protected:
    AlertSchema() {
        json text;
        EXPECT_TRUE(
            valijson::utils::loadDocument(std::string(test::source_dir()) + "/tests/contract/alert.schema.json", text));
        valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema_);
    }
    std::string faults(const json& alert) {
        valijson::ValidationResults results;
        valijson::Validator().validate(schema_, valijson::adapters::NlohmannJsonAdapter(alert), &results);
        std::string out;
        for (valijson::ValidationResults::Error error; results.popError(error);)
            out += error.context.back() + ": " + error.description + "\n";
        return out;
    }
    valijson::Schema schema_;
};

TEST_F(AlertSchema, EveryShapeOfAlertKeepsIt) {
    for (const incidents::Alert& alert : Samples().all())
        EXPECT_EQ(faults(json::parse(render(alert, Format::json))), "") << alert.rule;
}

TEST_F(AlertSchema, SeesWhatIsWrong) {
    const json good = json::parse(render(Samples::runtime_socket(), Format::json));
    for (const char* change :
         {R"([{"op":"remove","path":"/process"}])", R"([{"op":"add","path":"/priority","value":"Critical"}])",
          R"([{"op":"add","path":"/process/cwd","value":""}])", R"([{"op":"add","path":"/count","value":0}])",
          R"([{"op":"add","path":"/web/peers/0","value":"10.0.0.1"}])",
          R"([{"op":"add","path":"/time","value":"2026-11-21 14:02:11"}])"})
        EXPECT_NE(faults(good.patch(json::parse(change))), "") << change;
}

TEST(Json, NamesStandInTheOrderOfTheContract) {
    const auto keys = [](const ordered_json& object) {
        std::vector<std::string> out;
        for (const auto& [key, value] : object.items()) out.push_back(key);
        return out;
    };
    const auto alert = ordered_json::parse(render(Samples::runtime_socket(), Format::json));
    EXPECT_THAT(keys(alert),
                testing::ElementsAre("schema", "id", "dedup_key", "time", "node", "rule", "rule_id", "priority",
                                     "message", "tags", "also_matched", "count", "container", "pod", "process",
                                     "ancestors", "web", "socket", "evidence", "remediation", "references"));
    EXPECT_THAT(keys(alert["container"]),
                testing::ElementsAre("id", "name", "image", "image_digest", "runtime", "privileged"));
    EXPECT_THAT(keys(alert["process"]),
                testing::ElementsAre("pid", "ns_pid", "exe", "args", "uid", "cwd", "start_time"));
}

TEST(Json, WhatDoesNotApplyIsAbsent) {
    const json alert = json::parse(render(Samples::on_the_host(), Format::json));
    for (const char* name : {"container", "pod", "web", "socket", "remediation"})
        EXPECT_FALSE(alert.contains(name)) << name;
    EXPECT_FALSE(json::parse(render(Samples::metadata(), Format::json))["container"].contains("privileged"));
}

// Whatever is in a name: one line (three in text) of valid UTF-8 without a control byte.
TEST(Hostile, NothingEscapesARendering) {
    incidents::Alert alert = Samples::hostile();
    alert.message = alert.process.exe = alert.node = alert.rule =
        "\x1b[31m\n\xff\u009b\u202e";  // as if no room before had cared
    for (const Format format : {Format::json, Format::falco, Format::text}) {
        std::string out = render(alert, format);
        EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), format == Format::text ? 2 : 0);
        std::erase(out, '\n');
        EXPECT_EQ(base::printable(out), out);
    }
}

TEST(Hostile, NamesCannotBreakOutOfJson) {
    const json alert = json::parse(render(Samples::hostile(), Format::json));
    EXPECT_EQ(alert["rule"], "Runtime socket reached from a container");
    EXPECT_NE(alert["message"].get<std::string>().find("\",\"rule\":\"x"), std::string::npos);
    EXPECT_TRUE(json::accept(render(Samples::hostile(), Format::falco)));
}

TEST(Hostile, TextKeepsToAScreen) { EXPECT_LT(render(Samples::hostile(), Format::text).size(), 3000U); }

TEST(Text, ColourIsTheOnlyThingColourChanges) {
    for (const incidents::Alert& alert : Samples().all()) {
        const std::string coloured = render(alert, Format::text, true);
        EXPECT_EQ(std::regex_replace(coloured, std::regex("\x1b\\[[0-9;]*m"), ""), render(alert, Format::text, false));
        EXPECT_NE(coloured.find("\x1b["), std::string::npos);
    }
}

TEST(Text, NamesWhoTheObjectAndTheWay) {
    EXPECT_EQ(render(Samples::runtime_socket(), Format::text),
              "14:02:11 CRITICAL  Runtime socket reached from a container   [runtime-socket T1611]\n"
              "         prod/web-1 app (registry/app:1.4)  /usr/bin/dash pid 4711 -> host:/run/docker.sock (as "
              "/run/innocent.sock)\n"
              "         puma :4567 <- 10.0.3.7  >  ruby app.rb  >  sh -c docker run x        fix: remove the hostPath "
              "volume \"sock\"");
}

TEST(Falco, IsWhatFalcosidekickReads) {
    const json out = json::parse(render(Samples::web_shell(), Format::falco));
    EXPECT_EQ(out["priority"], "Critical");
    EXPECT_EQ(out["source"], "syscall");
    EXPECT_EQ(out["time"], "2026-11-21T14:02:11.104223817Z");
    EXPECT_EQ(out["hostname"], "n1");
    EXPECT_TRUE(out["output"].get<std::string>().starts_with("14:02:11.104223817: Critical "));
    EXPECT_TRUE(
        std::regex_match(out["uuid"].get<std::string>(), std::regex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")));
    const json& fields = out["output_fields"];
    EXPECT_EQ(fields["container.image.repository"], "registry/app");
    EXPECT_EQ(fields["container.image.tag"], "1.4");
    EXPECT_EQ(fields["k8s.ns.name"], "prod");
    EXPECT_EQ(fields["proc.pname"], "ruby3.1");
    EXPECT_EQ(fields["server.kind"], "web") << "evidence is there too";
    EXPECT_EQ(json::parse(render(Samples::failed_exec(), Format::falco))["priority"], "Informational");
}

TEST(Falco, AUuidBeginsWithTheTimeOfItsUlid) {
    const std::string uuid = json::parse(render(Samples::web_shell(), Format::falco))["uuid"];
    const auto ms = static_cast<std::uint64_t>(test::Scene::wall_ns / 1'000'000);
    EXPECT_EQ(std::stoull(uuid.substr(0, 8) + uuid.substr(9, 4), nullptr, 16), ms);
}

TEST(Falco, APortInAnImageNameIsNoTag) {
    incidents::Alert alert = Samples::web_shell();
    alert.container->image = "reg.example:5000/app";
    const json fields = json::parse(render(alert, Format::falco))["output_fields"];
    EXPECT_EQ(fields["container.image.repository"], "reg.example:5000/app");
    EXPECT_FALSE(fields.contains("container.image.tag"));
}

}  // namespace
}  // namespace overboard::sinks
