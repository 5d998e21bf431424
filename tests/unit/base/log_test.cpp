// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "base/log.h"

namespace overboard::base::log {
namespace {

std::string logged(const Options& options, Level level, std::string_view message) {
    testing::internal::CaptureStderr();
    configure(options);
    write(level, message);
    std::string out = testing::internal::GetCapturedStderr();
    configure({});
    return out;
}

TEST(Log, TextIsOneLineWithTimeAndLevel) {
    const std::string out = logged({}, Level::warning, "two\nlines \x1b[31m");
    EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
    EXPECT_NE(out.find(" warning two\\nlines \\x1b[31m"), std::string::npos) << out;
}

TEST(Log, JsonMessageCannotBreakOutOfItsString) {
    const std::string out = logged({.json = true}, Level::error, "a\",\"level\":\"info\n\\ \xff");
    EXPECT_TRUE(out.starts_with(R"({"time":"20)")) << out;
    EXPECT_TRUE(out.ends_with("\"level\":\"error\",\"message\":\"a\\\",\\\"level\\\":\\\"info\\\\n\\\\ \\\\xff\"}\n"))
        << out;
}

TEST(Log, BelowTheLevelNothingIsWritten) {
    EXPECT_EQ(logged({.level = Level::warning}, Level::info, "quiet"), "");
    EXPECT_EQ(logged({.level = Level::off}, Level::error, "quiet"), "");
    EXPECT_NE(logged({.level = Level::debug}, Level::debug, "heard"), "");
}

TEST(Log, FormatsArguments) {
    testing::internal::CaptureStderr();
    info("{} containers found in {:.1f} ms, {{}}", 3, 1.25);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("3 containers found in 1.2 ms, {}"), std::string::npos);
}

}  // namespace
}  // namespace overboard::base::log
