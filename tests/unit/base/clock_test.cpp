// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/clock.h"

namespace overboard::base {
namespace {

TEST(Rfc3339, HasNineDigitsAndIsUtc) {
    EXPECT_EQ(rfc3339(1795269731'104223817), "2026-11-21T14:02:11.104223817Z");
    EXPECT_EQ(rfc3339(0), "1970-01-01T00:00:00.000000000Z");
    EXPECT_EQ(rfc3339(1'000'000'007), "1970-01-01T00:00:01.000000007Z");
    EXPECT_EQ(time_of_day(1795269731'104223817), "14:02:11");
}

TEST(Rfc3339, IgnoresTheTimeZone) {
    setenv("TZ", "Asia/Tokyo", 1);
    tzset();
    EXPECT_EQ(time_of_day(1795269731'104223817), "14:02:11");
    unsetenv("TZ");
    tzset();
}

TEST(Rfc3339, TimesBefore1970StayValid) { EXPECT_EQ(rfc3339(-1), "1969-12-31T23:59:59.999999999Z"); }

TEST(Clock, OffsetTurnsBootTimeIntoRealTime) {
    const std::int64_t expected = realtime_ns();
    const std::int64_t got = static_cast<std::int64_t>(boottime_ns()) + realtime_offset_ns();
    EXPECT_LT(std::abs(got - expected), 1'000'000'000);
}

}  // namespace
}  // namespace overboard::base
