// SPDX-License-Identifier: Apache-2.0
#include "sensor/start.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace {

using namespace overboard;
using namespace overboard::sensor;
using testing::HasSubstr;

Started started() {
    Started out;
    out.kernel = "6.1.0";
    out.metrics = "127.0.0.1:9435";
    out.rule = "web-shell";
    out.programs = 23, out.rules = 14, out.containers = 3, out.processes = 41;
    out.attach_ms = 120.4, out.scan_ms = 9.6;
    return out;
}

TEST(Banner, SaysWhatIsWatchedAndWhatToTryNext) {
    Settings settings;
    settings.node = "n1";
    settings.rules = {"/usr/share/overboard/rules"};
    settings.sinks.resize(3);
    settings.sinks[0].format = sinks::Format::text;
    settings.sinks[1].type = sinks::Type::file;
    settings.sinks[1].path = "/var/log/a.jsonl";
    settings.sinks[2].type = sinks::Type::webhook;
    settings.sinks[2].name = "oncall";
    settings.sinks[2].format = sinks::Format::pagerduty;
    const std::string text = banner(settings, started());
    for (const char* part : {"kernel 6.1.0", "23 programs", "120 ms", "14 from /usr/share/overboard/rules", "3 running",
                             "41 processes", "here (text), /var/log/a.jsonl (JSON lines), oncall (PagerDuty)",
                             "http://127.0.0.1:9435/metrics", "overboard explain web-shell"})
        EXPECT_THAT(text, HasSubstr(part));
}

TEST(Banner, SaysWhenAlertsGoNowhere) { EXPECT_THAT(banner({}, started()), HasSubstr("nowhere")); }

TEST(Banner, CannotBeSteeredByAPath) {
    Settings settings;
    settings.rules = {"/rules\x1b[2J"};
    EXPECT_THAT(banner(settings, started()), testing::Not(HasSubstr("\x1b")));
}

TEST(ReadyFile, IsOneJsonObjectWithTheTimings) {
    const auto path = std::filesystem::temp_directory_path() / ("overboard-ready-" + std::to_string(getpid()));
    ASSERT_TRUE(write_ready_file(path, started()));
    std::ifstream in(path);
    const auto json = nlohmann::json::parse(in);
    EXPECT_EQ(json["pid"], getpid());
    EXPECT_EQ(json["attach_ms"], 120.4);
    EXPECT_EQ(json["scan_ms"], 9.6);
    EXPECT_EQ(json["containers"], 3);
    EXPECT_EQ(json["metrics"], "127.0.0.1:9435");
    EXPECT_FALSE(std::filesystem::exists(path.string() + ".tmp"));
    std::filesystem::remove(path);
}

TEST(ReadyFile, NamesTheFileThatCannotBeWritten) {
    const auto failed = write_ready_file("/nonexistent/ready", started());
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().message, HasSubstr("/nonexistent/ready"));
}

}  // namespace
