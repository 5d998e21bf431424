// SPDX-License-Identifier: Apache-2.0
#include "outbox/intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

namespace overboard::outbox {
namespace {

incidents::Alert alert(const std::string& id, engine::Priority priority, std::size_t bytes = 0) {
    incidents::Alert out;
    out.id = id;
    out.priority = priority;
    out.message.assign(bytes, 'm');
    return out;
}

std::vector<std::string> ids(Intake& intake) {
    std::vector<std::string> out;
    for (const auto& one : intake.take(1000)) out.push_back(one.id);
    return out;
}

TEST(Intake, KeepsTheOrderOverPriorities) {
    Intake intake;
    for (const auto& [id, priority] :
         {std::pair{"1", engine::Priority::debug}, {"2", engine::Priority::alert}, {"3", engine::Priority::debug}})
        intake.give(alert(id, priority));
    EXPECT_THAT(intake.take(2), testing::SizeIs(2));
    EXPECT_THAT(ids(intake), testing::ElementsAre("3"));
}

TEST(Intake, AFullOneGivesUpTheLeastSevereAndCountsIt) {
    Intake intake{30'000};
    for (const char* id : {"low1", "low2"}) intake.give(alert(id, engine::Priority::notice, 8000));
    intake.give(alert("high1", engine::Priority::critical, 8000));
    intake.give(alert("high2", engine::Priority::critical, 8000));
    intake.give(alert("high3", engine::Priority::critical, 8000));
    intake.give(alert("low3", engine::Priority::notice, 8000));
    EXPECT_THAT(ids(intake), testing::ElementsAre("high2", "high3"))
        << "no room for three, and none for another low one";
    EXPECT_EQ(intake.evicted()[static_cast<std::size_t>(engine::Priority::notice)], 3u);
    EXPECT_EQ(intake.evicted()[static_cast<std::size_t>(engine::Priority::critical)], 1u);
    intake.give(alert("after", engine::Priority::debug));
    EXPECT_THAT(ids(intake), testing::ElementsAre("after"));
}

TEST(Intake, WakesItsReader) {
    Intake intake;
    pollfd ready{intake.fd(), POLLIN, 0};
    EXPECT_EQ(poll(&ready, 1, 0), 0);
    intake.give(alert("1", engine::Priority::debug));
    EXPECT_EQ(poll(&ready, 1, 0), 1);
    intake.slept();
    EXPECT_EQ(poll(&ready, 1, 0), 0);
}

}  // namespace
}  // namespace overboard::outbox
