// SPDX-License-Identifier: Apache-2.0
#include "courier/lane.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace overboard;
using courier::Lane;
using courier::Outcome;
using outbox::Settled;
using testing::HasSubstr;

constexpr std::int64_t hour = 3'600'000;

class LaneTest : public testing::Test {
protected:
    std::int64_t now = 1'000'000'000'000;
    Lane lane{webhook(sinks::Format::json, 1), [] { return 0.5; }};

    static courier::Output webhook(sinks::Format format, unsigned batch) {
        courier::Output out;
        out.settings.name = "oncall";
        out.settings.type = sinks::Type::webhook;
        out.settings.format = format;
        out.settings.batch = batch;
        return out;
    }
    outbox::Pending row(const std::string& id, std::uint32_t attempts = 0, std::int64_t age_ms = 0) const {
        outbox::Pending out;
        out.id = id;
        out.body = R"({"labels":{"alertname":")" + id + "\"}}";
        out.attempts = attempts;
        out.raised_ms = now - age_ms;
        return out;
    }
    Lane::Finish attempt(std::vector<outbox::Pending> rows, int status, std::optional<std::int64_t> after_s = {}) {
        lane.begin(std::move(rows), 1, now);
        return lane.finish({status, after_s, status ? "" : "Connection refused", "busy"}, now);
    }
};

TEST_F(LaneTest, OneRequestAtATime) {
    EXPECT_TRUE(lane.is_free(now));
    lane.begin({row("1")}, 7, now);
    EXPECT_FALSE(lane.is_free(now));
    EXPECT_TRUE(lane.awaits(7));
    EXPECT_FALSE(lane.awaits(8));
    EXPECT_FALSE(lane.overdue(now + 15'000));
    EXPECT_TRUE(lane.overdue(now + 26'000)) << "the sender does not answer any more";
    EXPECT_EQ(lane.finish({204, {}, {}, {}}, now).settled.at(0).kind, Settled::Kind::delivered);
    EXPECT_TRUE(lane.is_free(now));
}

TEST_F(LaneTest, WaitsLongerWithEveryFailureAndSaysItOnce) {
    std::int64_t before = 0;
    int said = 0;
    for (std::uint32_t i = 0; i < 6; ++i) {
        const auto done = attempt({row("1", i)}, 0);
        EXPECT_EQ(done.settled.at(0).kind, Settled::Kind::again);
        EXPECT_EQ(done.settled.at(0).due_ms, 0) << "it keeps its place: nothing else would arrive, either";
        EXPECT_EQ(done.settled.at(0).why, "Connection refused");
        EXPECT_GT(lane.resume_ms() - now, before);
        before = lane.resume_ms() - now;
        said += done.said.has_value();
        now = lane.resume_ms();
    }
    EXPECT_EQ(said, 1);
    EXPECT_TRUE(lane.circuit_open());
    EXPECT_EQ(attempt({row("1", 6)}, 200).said, "works again");
    EXPECT_FALSE(lane.circuit_open());
    EXPECT_EQ(lane.counts().delivered, 1u);
    EXPECT_EQ(lane.counts().retried, 6u);
}

TEST_F(LaneTest, HonoursRetryAfter) {
    attempt({row("1")}, 429, 120);
    EXPECT_GE(lane.resume_ms() - now, 120'000);
    EXPECT_LE(lane.resume_ms() - now, 132'000);
}

TEST_F(LaneTest, AnAlertThatIsAlwaysRefusedLetsTheOthersPass) {
    EXPECT_EQ(attempt({row("1", 3)}, 500).settled.at(0).due_ms, 0);
    EXPECT_GT(attempt({row("1", 4)}, 500).settled.at(0).due_ms, now);
}

TEST_F(LaneTest, GivesUpAfterADayButNotWithoutAnAttempt) {
    EXPECT_EQ(attempt({row("1", 9, 23 * hour)}, 503).settled.at(0).kind, Settled::Kind::again);
    EXPECT_EQ(attempt({row("1", 9, 25 * hour)}, 503).settled.at(0).kind, Settled::Kind::dead);
    EXPECT_EQ(attempt({row("1", 9, 25 * hour)}, 200).settled.at(0).kind, Settled::Kind::delivered);
    EXPECT_EQ(attempt({row("1", 9, -400 * 24 * hour)}, 503).settled.at(0).kind, Settled::Kind::again)
        << "from the future";
}

TEST_F(LaneTest, WhatIsNoGoodGoesToTheDeadLetters) {
    for (const int status : {301, 400, 401, 404, 413}) {
        const auto done = attempt({row("1")}, status);
        EXPECT_EQ(done.settled.at(0).kind, Settled::Kind::dead) << status;
        EXPECT_THAT(done.settled.at(0).why, HasSubstr(std::to_string(status)));
        EXPECT_THAT(done.settled.at(0).why, HasSubstr("busy")) << "what the receiver said";
    }
    EXPECT_EQ(lane.counts().dead, 5u);
}

TEST_F(LaneTest, GoneDisablesTheSink) {
    EXPECT_THAT(attempt({row("1")}, 410).said.value_or(""), HasSubstr("disabled"));
    EXPECT_FALSE(lane.is_free(now + 1000 * hour));
    EXPECT_TRUE(lane.circuit_open());
}

TEST_F(LaneTest, ABatchThatIsRefusedIsDoneOneByOne) {
    lane = Lane{webhook(sinks::Format::alertmanager, 50), [] { return 0.5; }};
    EXPECT_EQ(lane.limit(), 50u);
    EXPECT_TRUE(attempt({row("1"), row("2"), row("3")}, 400).settled.empty()) << "one of them is to blame";
    EXPECT_TRUE(lane.is_free(now));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(lane.limit(), 1u);
        attempt({row("1")}, 200);
    }
    EXPECT_EQ(lane.limit(), 50u);
}

TEST_F(LaneTest, KeepsToItsRate) {
    auto output = webhook(sinks::Format::json, 1);
    output.settings.rate = 4;
    lane = Lane{std::move(output), [] { return 0.5; }};
    attempt({row("1")}, 200);
    EXPECT_FALSE(lane.is_free(now + 249));
    EXPECT_TRUE(lane.is_free(now + 250));
}

TEST_F(LaneTest, AReceiverThatNamesATimeIsNotWaitedForLongerEachTime) {
    lane = Lane{webhook(sinks::Format::json, 1), [] { return 0.999; }};
    for (int i = 0; i < 12; ++i) {
        now = std::max(now, lane.resume_ms());
        lane.begin({row("1")}, 1, now);
        lane.finish({429, 1, {}, {}}, now);
    }
    now = lane.resume_ms();
    attempt({row("1")}, 0);
    EXPECT_LE(lane.resume_ms() - now, 1000) << "the first that was not answered, after twelve that were";
}

TEST_F(LaneTest, AnAnswerCannotSteerATerminal) {
    lane.begin({row("1")}, 1, now);
    EXPECT_THAT(lane.finish({500, {}, {}, "\x1b[2J\n"}, now).settled.at(0).why, testing::Not(HasSubstr("\x1b")));
}

TEST_F(LaneTest, WhatAlertmanagerTookIsSentAgainAndThenResolved) {
    auto output = webhook(sinks::Format::alertmanager, 50);
    output.settings.resolve_after = std::chrono::minutes(5);
    lane = Lane{std::move(output), [] { return 0.5; }};
    attempt({row("1"), row("2")}, 200);
    EXPECT_TRUE(lane.actives().take(now + 59'000, 50, 0.5).bodies.empty());
    EXPECT_EQ(lane.actives().take(now + 60'000, 50, 0.5).bodies.size(), 2u) << "again";
    now += 200'000;
    attempt({row("1")}, 200);  // it happened again
    now += 101'000;
    const auto over = lane.actives().take(now, 50, 0.5);
    EXPECT_TRUE(over.resolved);
    EXPECT_THAT(over.bodies, testing::ElementsAre(HasSubstr("\"2\"")));
    EXPECT_EQ(lane.actives().size(), 2u) << "until Alertmanager has taken it";
    attempt({}, 503);
    EXPECT_TRUE(lane.actives().take(now + 1, 50, 0.5).resolved) << "and so it is said again";
    attempt({}, 200);
    EXPECT_EQ(lane.actives().size(), 1u);
}

}  // namespace
