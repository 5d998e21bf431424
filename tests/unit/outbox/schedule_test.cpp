// SPDX-License-Identifier: Apache-2.0
#include "outbox/schedule.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace overboard::outbox {
namespace {

TEST(Schedule, PausesDoubleFromASecondToFiveMinutes) {
    constexpr double most = 0.999999;
    EXPECT_NEAR(pause_ms(1, most), 1000, 2);
    EXPECT_NEAR(pause_ms(2, most), 2000, 2);
    EXPECT_NEAR(pause_ms(8, most), 128'000, 2);
    EXPECT_NEAR(pause_ms(9, most), 256'000, 2);
    for (const std::uint32_t failures : {10u, 100u, 4'000'000'000u}) EXPECT_NEAR(pause_ms(failures, most), 300'000, 2);
    EXPECT_EQ(pause_ms(5, 0), 0) << "full jitter begins at nothing";
}

TEST(Schedule, HonoursRetryAfterButNotForEver) {
    EXPECT_EQ(pause_ms(1, 0, 30'000), 30'000);
    EXPECT_LE(pause_ms(1, 0.999, 30'000), 33'000);
    EXPECT_GE(pause_ms(1, 0.999, 0), 990) << "told to come back at once, they still come apart";
    EXPECT_LE(pause_ms(1, 0.999, 1'000'000'000'000), longest_asked_ms * 11 / 10);
    EXPECT_EQ(pause_ms(1, 0, -5), 0);
}

// A thousand nodes: how many act within the busiest twentieth of the span.
template <class Draw>
std::size_t busiest(Draw draw, std::int64_t span_ms) {
    std::mt19937 engine{42};
    std::uniform_real_distribution<double> chance{0, 1};
    std::array<std::size_t, 20> slots{};
    for (int node = 0; node < 1000; ++node)
        ++slots[static_cast<std::size_t>(std::min<std::int64_t>(draw(chance(engine)) * 20 / span_ms, 19))];
    return *std::max_element(slots.begin(), slots.end());
}

TEST(Schedule, AThousandNodesAreNotInStep) {
    EXPECT_LT(busiest(start_pause_ms, start_spread_ms), 90u) << "at the start";
    EXPECT_LT(busiest([](double c) { return pause_ms(4, c); }, 8000), 90u) << "after the receiver was away";
    EXPECT_LT(busiest([](double c) { return pause_ms(1, c, 60'000) - 60'000; }, 6000), 90u) << "after Retry-After";
}

TEST(Schedule, KnowsWhatAnAnswerMeans) {
    for (const int status : {200, 202, 204, 299}) EXPECT_EQ(judge(status), Verdict::delivered) << status;
    for (const int status : {0, 408, 425, 429, 503}) EXPECT_EQ(judge(status), Verdict::later) << status;
    for (const int status : {500, 502, 504, 599}) EXPECT_EQ(judge(status), Verdict::refused) << status;
    for (const int status : {301, 302, 307, 400, 401, 403, 404, 413, 422})
        EXPECT_EQ(judge(status), Verdict::dead) << status;
    EXPECT_EQ(judge(410), Verdict::gone);
}

TEST(Schedule, TheCircuitOpensAfterFailuresInARowAndClosesByASuccess) {
    Circuit circuit;
    for (std::uint32_t i = 0; i < failures_to_open; ++i) {
        EXPECT_FALSE(circuit.is_open());
        circuit.failed();
    }
    EXPECT_TRUE(circuit.is_open());
    circuit.succeeded();
    EXPECT_FALSE(circuit.is_open());
    EXPECT_EQ(circuit.failures(), 0u);
}

}  // namespace
}  // namespace overboard::outbox
