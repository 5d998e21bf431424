// SPDX-License-Identifier: Apache-2.0
#include "courier/gate.h"

#include <crypt.h>
#include <gtest/gtest.h>

namespace {

using namespace overboard;
using namespace std::chrono_literals;
using courier::Gate;
using Verdict = courier::Gate::Verdict;

// Of "alice:wonder", "alice:wrong", "mallory:wonder", "alice".
constexpr const char *right = "Basic YWxpY2U6d29uZGVy", *wrong = "Basic YWxpY2U6d3Jvbmc=",
                     *unknown = "Basic bWFsbG9yeTp3b25kZXI=", *nameless = "Basic YWxpY2U=";

class Guarded : public testing::Test {
protected:
    int checks = 0;
    Gate gate{[this](const std::string& password, const std::string& hash) {
        ++checks;
        return password == "wonder" && hash == "hash of wonder";
    }};
    Gate::Clock::time_point now{};
    void SetUp() override { gate.use({{"alice", "hash of wonder"}}); }
};

TEST_F(Guarded, LetsInWhoKnowsThePasswordAndChecksItOnce) {
    for (int i = 0; i < 100; ++i) EXPECT_EQ(gate.judge(right, "10.0.0.1", now), Verdict::welcome);
    EXPECT_EQ(checks, 1);
}

TEST_F(Guarded, RefusesEverythingElse) {
    for (const char* header :
         {wrong, unknown, nameless, "", "Basic", "Basic ", "Basic !!!!", "Bearer YWxpY2U6d29uZGVy"}) {
        EXPECT_EQ(gate.judge(header, "10.0.0.1", now += 10s), Verdict::unauthorized) << header;
    }
    EXPECT_EQ(checks, 2) << "an unknown name is checked against some hash, so that it takes as long";
    EXPECT_EQ(gate.judge("Basic " + std::string(100'000, 'A'), "10.0.0.1", now), Verdict::unauthorized);
}

TEST_F(Guarded, GuessingIsLimitedAndHarmsNobodyElse) {
    EXPECT_EQ(gate.judge(right, "10.0.0.1", now), Verdict::welcome);
    int refused = 0;
    for (int i = 0; i < 1000; ++i) refused += gate.judge(wrong, "10.0.0.1", now) == Verdict::throttled;
    EXPECT_EQ(refused, 1000 - 4);
    EXPECT_EQ(checks, 5);
    EXPECT_EQ(gate.judge(right, "10.0.0.1", now), Verdict::welcome) << "known already";
    EXPECT_EQ(gate.judge(wrong, "10.0.0.2", now), Verdict::unauthorized) << "another address has guesses of its own";
    EXPECT_EQ(gate.judge(wrong, "10.0.0.1", now + 10s), Verdict::unauthorized) << "and time gives them back";
}

TEST_F(Guarded, AChangedPasswordEndsTheFormerOne) {
    EXPECT_EQ(gate.judge(right, "10.0.0.1", now), Verdict::welcome);
    gate.use({{"alice", "hash of another"}});
    EXPECT_EQ(gate.judge(right, "10.0.0.1", now), Verdict::unauthorized);
    gate.use({});
    EXPECT_EQ(gate.judge("", "10.0.0.1", now), Verdict::welcome) << "no users: no password";
}

TEST(Bcrypt, TellsThePasswordFromOthers) {
    const std::string hash = crypt("wonder", "$2b$04$abcdefghijklmnopqrstuu");
    EXPECT_TRUE(Gate::bcrypt("wonder", hash));
    for (const char* other : {"", "wonde", "wonderful"}) EXPECT_FALSE(Gate::bcrypt(other, hash)) << other;
    EXPECT_FALSE(Gate::bcrypt(std::string("wonder\0x", 8), hash)) << "a NUL ends no password";
    EXPECT_FALSE(Gate::bcrypt("wonder", "$2b$04$short"));
}

}  // namespace
