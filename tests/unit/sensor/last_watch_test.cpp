// SPDX-License-Identifier: Apache-2.0
#include "sensor/last_watch.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace {

using namespace overboard;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct LastWatch : testing::Test {
    void SetUp() override { fs::create_directories(directory); }
    void TearDown() override { fs::remove_all(directory); }

    void ago(std::chrono::seconds time) const {
        fs::last_write_time(directory / "watched", fs::file_time_type::clock::now() - time);
    }

    const fs::path directory = fs::temp_directory_path() / ("overboard-last-" + std::to_string(getpid()));
    sensor::LastWatch::Clock::time_point now = sensor::LastWatch::Clock::now();
};

TEST_F(LastWatch, TheFirstStartSaysNothing) {
    EXPECT_EQ(sensor::LastWatch(directory).unwatched_seconds(), 0);
    EXPECT_EQ(sensor::LastWatch("/no/such/directory").unwatched_seconds(), 0);
}

TEST_F(LastWatch, ALaterOneSaysSinceWhen) {
    sensor::LastWatch(directory).keep();
    ago(90s);
    EXPECT_NEAR(sensor::LastWatch(directory).unwatched_seconds(), 90, 2);
    EXPECT_NE(sensor::say_unwatched(90).find("for 90 s"), std::string::npos);
    EXPECT_EQ(sensor::say_unwatched(0.4), "") << "it took over from one that still ran";
}

TEST_F(LastWatch, ATimeToComeIsNoTime) {
    sensor::LastWatch(directory).keep();
    ago(-3600s);
    EXPECT_EQ(sensor::LastWatch(directory).unwatched_seconds(), 0);
}

TEST_F(LastWatch, KeepsEverySecondAndForItsOwnerAlone) {
    sensor::LastWatch watch(directory);
    watch.keep(now);
    ago(90s);
    watch.keep(now + 500ms);
    EXPECT_GT(watch.unwatched_seconds(), 80) << "it was kept lately";
    watch.keep(now + 1001ms);
    EXPECT_LT(watch.unwatched_seconds(), 10);
    EXPECT_EQ(fs::status(directory / "watched").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(LastWatch, FollowsNoLink) {
    fs::create_symlink(directory / "elsewhere", directory / "watched");
    sensor::LastWatch(directory).keep();
    EXPECT_FALSE(fs::exists(directory / "elsewhere"));
}

}  // namespace
