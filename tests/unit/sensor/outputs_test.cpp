// SPDX-License-Identifier: Apache-2.0
#include "sensor/outputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace {

using namespace overboard;
using sensor::Outputs;
using FileType = sensor::SinkSettings::Type;

class FakeSink : public sinks::Sink {
public:
    FakeSink(int& taken, bool works) : taken_(taken), works_(works) {}
    base::Result<void> deliver(const incidents::Alert&) override {
        ++taken_;
        if (works_) return {};
        return base::fail("disk full");
    }

private:
    int& taken_;
    bool works_;
};

incidents::Alert alert(engine::Priority priority) {
    incidents::Alert out;
    out.priority = priority;
    out.rule_id = "web-shell";
    return out;
}

TEST(Outputs, ASinkThatFailsIsCountedAndStopsNoOther) {
    sensor::Counts counts;
    Outputs outputs{counts};
    int broken = 0, working = 0;
    outputs.add("broken", engine::Priority::debug, std::make_unique<FakeSink>(broken, false));
    outputs.add("working", engine::Priority::debug, std::make_unique<FakeSink>(working, true));
    for (int i = 0; i < 5; ++i) outputs.deliver(alert(engine::Priority::critical));
    EXPECT_EQ(broken, 5);
    EXPECT_EQ(working, 5);
    EXPECT_EQ(counts.sinks["broken"].failed, 5u);
    EXPECT_EQ(counts.sinks["broken"].delivered, 0u);
    EXPECT_EQ(counts.sinks["working"].delivered, 5u);
}

TEST(Outputs, GivesASinkNothingLessSevereThanItWants) {
    sensor::Counts counts;
    Outputs outputs{counts};
    int taken = 0;
    outputs.add("oncall", engine::Priority::error, std::make_unique<FakeSink>(taken, true));
    outputs.deliver(alert(engine::Priority::warning));
    EXPECT_EQ(taken, 0);
    outputs.deliver(alert(engine::Priority::error));
    outputs.deliver(alert(engine::Priority::critical));
    EXPECT_EQ(taken, 2);
}

TEST(Outputs, ARelativeFileLiesInTheStateDirectory) {
    const auto dir = std::filesystem::temp_directory_path() / ("overboard-outputs-" + std::to_string(getpid()));
    sensor::Counts counts;
    sensor::Settings settings;
    settings.state_dir = dir / "state";
    settings.sinks = {{"disk", FileType::file, "alerts.jsonl", sinks::Format::json, engine::Priority::debug}};
    {
        const auto outputs = Outputs::make(settings, false, counts);
        ASSERT_TRUE(outputs) << outputs.error().message;
        (*outputs)->deliver(alert(engine::Priority::critical));
    }
    std::ifstream in(dir / "state/alerts.jsonl");
    std::string line;
    ASSERT_TRUE(std::getline(in, line));
    EXPECT_THAT(line, testing::HasSubstr("web-shell"));
    std::filesystem::remove_all(dir);
}

TEST(Outputs, NamesTheFileThatCannotBeOpened) {
    sensor::Counts counts;
    sensor::Settings settings;
    settings.sinks = {{"disk", FileType::file, "/nonexistent/dir/a", sinks::Format::json, engine::Priority::debug}};
    const auto outputs = Outputs::make(settings, false, counts);
    ASSERT_FALSE(outputs);
    EXPECT_THAT(outputs.error().message, testing::HasSubstr("/nonexistent/dir/a"));
}

}  // namespace
