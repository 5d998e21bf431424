// SPDX-License-Identifier: Apache-2.0
#include "sensor/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace overboard;
using testing::HasSubstr;
using testing::Not;

TEST(RefusedRules, SaysWhyAndThatTheFormerOnesStay) {
    const auto alert = sensor::refused_rules("n1", "a.yaml:3:5: unknown field", 1'700'000'000'000'000'000);
    EXPECT_EQ(alert.rule_id, "rules-refused");
    EXPECT_EQ(alert.tags.front(), "rules-refused");
    EXPECT_THAT(alert.message, HasSubstr("a.yaml:3:5: unknown field"));
    EXPECT_THAT(alert.message, HasSubstr("the former ones stay"));
    EXPECT_EQ(alert.id.size(), 26u);
    EXPECT_THAT(alert.time, HasSubstr("2023-11-14T22:13:20"));
}

TEST(RefusedRules, AreTheSameAsLongAsTheReasonIs) {
    const auto key = [](const char* node, const char* why) { return sensor::refused_rules(node, why, 1).dedup_key; };
    EXPECT_EQ(key("n1", "a"), key("n1", "a"));
    EXPECT_NE(key("n1", "a"), key("n1", "b"));
    EXPECT_NE(key("n1", "a"), key("n2", "a"));
    EXPECT_NE(sensor::refused_rules("n1", "a", 1).id, sensor::refused_rules("n1", "a", 1).id);
}

TEST(RefusedRules, TakesNoControlBytesAndNoNovel) {
    const auto alert = sensor::refused_rules("n1", "\033[2J" + std::string(100'000, 'x'), 1);
    EXPECT_THAT(alert.message, Not(HasSubstr("\033")));
    EXPECT_LT(alert.message.size(), 2000u);
}

}  // namespace
