// SPDX-License-Identifier: Apache-2.0
#include "courier/actives.h"

#include <gtest/gtest.h>

namespace {

using namespace overboard;
using courier::Actives;

constexpr std::int64_t minute = 60'000;
const std::string first = R"({"labels":{"alertname":"a"},"startsAt":"x"})", second = R"({"labels":{"alertname":"b"}})";

TEST(Actives, AreToldAgainAndThenEnded) {
    Actives actives{5 * minute};
    actives.seen(first, 0);
    EXPECT_TRUE(actives.take(minute / 2, 10, 0).bodies.empty());
    EXPECT_EQ(actives.take(minute, 10, 0).bodies, std::vector{first});
    const auto end = actives.take(5 * minute, 10, 0);
    EXPECT_TRUE(end.resolved);
    EXPECT_EQ(end.bodies, std::vector{first});
    actives.answered(true, 5 * minute);
    EXPECT_EQ(actives.size(), 0u);
}

TEST(Actives, AnEndThatWasNotAcceptedIsDueAgain) {
    Actives actives{minute};
    actives.seen(first, 0);
    ASSERT_TRUE(actives.take(minute, 10, 0).resolved);
    actives.answered(false, minute + 1);
    EXPECT_TRUE(actives.take(minute + 2, 10, 0).resolved);
    actives.seen(first, minute + 3);
    actives.answered(true, minute + 4);
    EXPECT_EQ(actives.size(), 1u) << "it began again while its end was under way";
}

TEST(Actives, SurviveARestart) {
    Actives before{minute};
    before.seen(first, 0);
    before.seen(second, 10);
    const auto kept = before.changes("am");
    ASSERT_EQ(kept.size(), 2u);
    EXPECT_EQ(kept[0].sink, "am");
    EXPECT_EQ(kept[0].body, first);
    EXPECT_EQ(kept[0].until_ms, minute);
    EXPECT_TRUE(before.changes("am").empty()) << "said once";
    Actives after{minute};
    after.restore(kept, 1000);
    EXPECT_EQ(after.take(1000, 10, 0).bodies.size(), 2u) << "told at once that they go on";
    EXPECT_TRUE(after.take(minute + 10, 10, 0).resolved);
    after.answered(true, minute + 10);
    const auto over = after.changes("am");
    ASSERT_EQ(over.size(), 2u);
    EXPECT_TRUE(over[0].body.empty() && over[1].body.empty());
}

TEST(Actives, EndInTimeAfterARunWhoseClockWasADayAhead) {
    Actives actives{5 * minute};
    actives.restore({{"am", "a", first, 24 * 60 * minute}, {"am", "b", second, 2 * minute}}, 0);
    EXPECT_EQ(actives.take(2 * minute, 10, 0).bodies, std::vector{second}) << "an end that is in bounds is kept";
    actives.answered(true, 2 * minute);
    EXPECT_FALSE(actives.take(5 * minute - 1, 10, 0).resolved);
    EXPECT_TRUE(actives.take(5 * minute, 10, 0).resolved);
}

}  // namespace
