// SPDX-License-Identifier: Apache-2.0
// Bytes in, alerts out; and the metrics that say so.
#include "sensor/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "base/clock.h"
#include "sensor/report.h"
#include "support/record_builder.h"
#include "unit/sensor/fake_engine.h"

namespace {

using namespace overboard;
using testing::HasSubstr;

class PipelineTest : public testing::Test {
protected:
    std::filesystem::path empty =
        std::filesystem::temp_directory_path() / ("overboard-pipeline-" + std::to_string(getpid()));
    sensor::Counts counts;
    metrics::Registry registry;
    enrich::Enricher enricher{{.proc = empty, .cgroup = empty, .host_root = empty}};
    std::vector<incidents::Alert> alerts;
    sensor::Pipeline pipeline{{enricher,
                               counts,
                               registry,
                               {.node = "n1", .boot_id = "b"},
                               [this](const incidents::Alert& alert) { alerts.push_back(alert); }},
                              ruleset("any-exec", false)};
    sensor::KernelNumbers kernel;
    courier::DeliveryStats delivery;

    static sensor::Ruleset ruleset(std::string id, bool judge_host) {
        return {std::make_unique<test::ExecEngine>(std::move(id)), std::move(*base::Redactor::make({})), judge_host};
    }

    template <class Builder>
    void feed(const Builder& builder) {
        const auto words = builder.words();
        pipeline.record({reinterpret_cast<const std::byte*>(words.data()), builder.size()});
    }

    static auto shell(std::uint32_t pid, std::uint64_t container) {
        return test::exec("/bin/sh").task(pid, pid).container(container).time(base::boottime_ns());
    }

    void arm(std::uint64_t container) {
        feed(test::cgroup(OB_CGROUP_MKDIR, container, "/runc-demo"));
        feed(test::armed(container).task(99, 99).time(base::boottime_ns()));
    }

    std::string metrics() {
        sensor::report(registry, {kernel, counts, pipeline, enricher, delivery, 2, 1});
        return registry.text();
    }
};

TEST_F(PipelineTest, AnExecInAContainerBecomesAnAlert) {
    arm(7);
    feed(shell(100, 7));
    ASSERT_EQ(alerts.size(), 1u);
    EXPECT_EQ(alerts[0].rule_id, "any-exec");
    EXPECT_EQ(alerts[0].node, "n1");
    EXPECT_EQ(alerts[0].process.pid, 100u);
    EXPECT_TRUE(alerts[0].container);
    const std::string text = metrics();
    EXPECT_THAT(text, HasSubstr("overboard_events_total{type=\"exec\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("overboard_alerts_total{priority=\"warning\"} 0\n")) << "raised once it is on disk";
    EXPECT_THAT(text, HasSubstr("overboard_detection_latency_seconds_count 1\n"));
    EXPECT_THAT(text, HasSubstr("overboard_detection_latency_seconds_bucket{le=\"1\"} 1\n"));
}

TEST_F(PipelineTest, HostProcessesAreJudgedOnlyWhenAsked) {
    feed(shell(100, 0));
    EXPECT_TRUE(alerts.empty());
    pipeline.use(ruleset("any-exec", true));
    feed(shell(101, 0));
    EXPECT_EQ(alerts.size(), 1u);
}

TEST_F(PipelineTest, AMalformedRecordIsCountedAndNothingElseHappens) {
    arm(7);
    const std::array<std::uint64_t, 4> rubbish{~0ULL, ~0ULL, 0, 1};
    pipeline.record(std::as_bytes(std::span{rubbish}));
    pipeline.record({});
    feed(shell(100, 7));
    EXPECT_EQ(alerts.size(), 1u);
    EXPECT_THAT(metrics(), HasSubstr("overboard_records_malformed_total 2\n"));
}

TEST_F(PipelineTest, RepeatsFoldAndComeAsOneSummaryAtTheEnd) {
    arm(7);
    for (std::uint32_t pid = 100; pid < 110; ++pid) feed(shell(pid, 7));
    EXPECT_EQ(alerts.size(), 1u);
    EXPECT_THAT(metrics(), HasSubstr("overboard_rule_suppressed_total{reason=\"folded\"} 9\n"));
    pipeline.flush();
    ASSERT_EQ(alerts.size(), 2u);
    EXPECT_EQ(alerts[1].count, 9u);
    EXPECT_THAT(metrics(), HasSubstr("overboard_detection_latency_seconds_count 1\n")) << "a summary is no detection";
}

TEST_F(PipelineTest, AReloadJudgesByTheNewRulesAndKeepsTheTotals) {
    arm(7);
    feed(shell(100, 7));
    feed(shell(101, 7));
    pipeline.use(ruleset("new-rule", false));
    ASSERT_EQ(alerts.size(), 2u) << "what the former rules folded was summed up";
    feed(shell(102, 7));
    ASSERT_EQ(alerts.size(), 3u);
    EXPECT_EQ(alerts[2].rule_id, "new-rule");
    const std::string text = metrics();
    EXPECT_THAT(text, HasSubstr("{priority=\"warning\",rule_id=\"any-exec\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("{priority=\"warning\",rule_id=\"new-rule\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("reason=\"folded\"} 1\n"));
}

TEST_F(PipelineTest, EveryMetricOfTheTableIsThereFromTheStart) {
    kernel.programs = {{"on_exec", true}, {"on_fork", false}};
    kernel.maps = {{"processes", 3, 65536}};
    delivery.sinks.push_back({"stdout", {}, 0, 0, 0, false});
    const std::string text = metrics();
    for (const metrics::Row& row : metrics::table()) {
        const std::size_t at = text.find("# TYPE " + std::string{row.name} + " ");
        ASSERT_NE(at, text.npos) << row.name;
        const std::string series = text.substr(text.find('\n', at) + 1);
        EXPECT_TRUE(series.starts_with(row.name)) << row.name << " has no series";
    }
    EXPECT_THAT(text, HasSubstr("overboard_bpf_program_loaded{program=\"on_exec\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("overboard_bpf_program_loaded{program=\"on_fork\"} 0\n"));
    EXPECT_THAT(text,
                HasSubstr("overboard_events_dropped_total{reason=\"ring_full\",ring=\"decisive\",type=\"exec\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("overboard_sink_deliveries_total{outcome=\"retried\",sink=\"stdout\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("overboard_courier_restarts_total 2\n"));
    EXPECT_THAT(text, HasSubstr("overboard_launcher_restarts_total 1\n"));
}

TEST_F(PipelineTest, TheProcessMetricsAreOfThisProcess) {
    const std::string text = metrics();
    EXPECT_THAT(text, testing::ContainsRegex("process_resident_memory_bytes [1-9]"));
    EXPECT_THAT(text, testing::ContainsRegex("process_open_fds [1-9]"));
    const double started = sensor::process_start_seconds(), now = static_cast<double>(base::realtime_ns()) / 1e9;
    EXPECT_LE(started, now);
    EXPECT_GT(started, now - 600);
}

}  // namespace
