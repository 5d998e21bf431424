// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "metrics/metrics.h"

namespace {

using namespace overboard::metrics;
using testing::HasSubstr;
using testing::Not;

TEST(Table, NamesFollowPrometheus) {
    std::set<std::string_view> seen;
    for (const Row& row : table()) {
        const std::string name{row.name};
        EXPECT_TRUE(seen.insert(row.name).second) << name << " stands twice";
        EXPECT_TRUE(std::regex_match(name, std::regex("(overboard|process)_[a-z0-9_]+"))) << name;
        EXPECT_EQ(row.kind == Kind::counter, row.name.ends_with("_total")) << name;
        EXPECT_FALSE(row.help.empty()) << name;
        EXPECT_TRUE(row.help.ends_with(".")) << name;
        EXPECT_FALSE(std::regex_search(name, std::regex("_(milliseconds|ms|kb|mb|percent)(_|$)")))
            << name << ": base units only";
    }
}

TEST(Table, NoLabelIsUnbounded) {
    const std::set<std::string_view> unbounded = {"pod", "container", "pid", "path", "cmdline", "namespace", "image"};
    for (const Row& row : table())
        for (std::string_view label : row.labels) EXPECT_FALSE(unbounded.contains(label)) << row.name << " " << label;
}

TEST(Registry, UnlabelledSeriesStandAtZeroFromTheStart) {
    const std::string text = Registry{}.text();
    for (const Row& row : table()) {
        if (!row.labels.empty()) continue;
        const std::string series = std::string{row.name} + (row.kind == Kind::histogram ? "_count 0\n" : " 0\n");
        EXPECT_THAT(text, HasSubstr(series));
        EXPECT_THAT(text, HasSubstr("# HELP " + std::string{row.name} + " " + std::string{row.help} + "\n"));
    }
}

TEST(Registry, KeepsASeriesPerLabelValue) {
    Registry registry;
    registry.add("overboard_alerts_total", 2, {{"priority", "critical"}});
    registry.add("overboard_alerts_total", 1, {{"priority", "notice"}});
    const std::string text = registry.text();
    EXPECT_THAT(text, HasSubstr("overboard_alerts_total{priority=\"critical\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("overboard_alerts_total{priority=\"notice\"} 1\n"));
}

TEST(Registry, ACounterThatIsSetNeverFalls) {
    Registry registry;
    registry.set("overboard_events_total", 7, {{"type", "exec"}});
    registry.set("overboard_events_total", 3, {{"type", "exec"}});
    EXPECT_THAT(registry.text(), HasSubstr("overboard_events_total{type=\"exec\"} 7\n"));
    registry.set("overboard_events_total", 9, {{"type", "exec"}});
    EXPECT_THAT(registry.text(), HasSubstr("overboard_events_total{type=\"exec\"} 9\n"));
}

TEST(Registry, AnInfoRowForgetsItsFormerLabels) {
    Registry registry;
    registry.set("overboard_rules_info", 1, {{"sha256", "aa"}});
    registry.set("overboard_rules_info", 1, {{"sha256", "bb"}});
    registry.set("overboard_rules_info", 1, {{"sha256", "bb"}});
    EXPECT_THAT(registry.text(), Not(HasSubstr("sha256=\"aa\"")));
    EXPECT_THAT(registry.text(), HasSubstr("overboard_rules_info{sha256=\"bb\"} 1\n"));
}

TEST(Registry, EscapesLabelValues) {
    Registry registry;
    registry.set("overboard_rules_info", 1, {{"sha256", "a\"b\\c\nd"}});
    EXPECT_THAT(registry.text(), HasSubstr("{sha256=\"a\\\"b\\\\c\\nd\"} 1\n"));
}

TEST(Registry, LatencyFallsIntoItsBucket) {
    Registry registry;
    registry.observe("overboard_detection_latency_seconds", 0.0007);
    const std::string text = registry.text();
    EXPECT_THAT(text, HasSubstr("_bucket{le=\"0.0005\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{le=\"0.001\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("overboard_detection_latency_seconds_count 1\n"));
}

}  // namespace
