// SPDX-License-Identifier: Apache-2.0
#include "sensor/outputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace {

using namespace overboard;

sensor::Settings with_file(const std::string& path) {
    sensor::Settings settings;
    sinks::Settings& sink = settings.sinks.emplace_back();
    sink.name = "disk";
    sink.type = sinks::Type::file;
    sink.path = path;
    return settings;
}

TEST(Outputs, ARelativeFileLiesInTheStateDirectory) {
    const auto dir = std::filesystem::temp_directory_path() / ("overboard-outputs-" + std::to_string(getpid()));
    sensor::Settings settings = with_file("alerts.jsonl");
    settings.state_dir = dir / "state";
    {
        const auto outputs = sensor::make_outputs(settings, false);
        ASSERT_TRUE(outputs) << outputs.error().message;
        ASSERT_TRUE(outputs->at(0).local->deliver("web-shell"));
    }
    std::ifstream in(dir / "state/alerts.jsonl");
    std::string line;
    ASSERT_TRUE(std::getline(in, line));
    EXPECT_EQ(line, "web-shell");
    std::filesystem::remove_all(dir);
}

TEST(Outputs, NamesTheFileThatCannotBeOpened) {
    const auto outputs = sensor::make_outputs(with_file("/nonexistent/dir/a"), false);
    ASSERT_FALSE(outputs);
    EXPECT_THAT(outputs.error().message, testing::HasSubstr("/nonexistent/dir/a"));
}

TEST(Outputs, OpensNothingForASinkOfTheNetwork) {
    sensor::Settings settings = with_file("/nonexistent/dir/a");
    settings.sinks[0].type = sinks::Type::webhook;
    const auto outputs = sensor::make_outputs(settings, true);
    ASSERT_TRUE(outputs);
    EXPECT_EQ(outputs->at(0).local, nullptr);
    EXPECT_FALSE(outputs->at(0).colour) << "colours are for a terminal";
}

}  // namespace
