// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "incidents/incidents.h"
#include "support/scene.h"

namespace overboard::incidents {
namespace {

using test::Scene;

constexpr std::int64_t second = 1'000'000'000;

class Fold : public testing::Test {
protected:
    Settings settings_{.node = "n1", .boot_id = "b", .max_distinct = 3};
    std::unique_ptr<base::Redactor> redactor_ = base::Redactor::make({}).value();
    std::vector<Alert> sent_;
    Scene scene_;
    std::unique_ptr<Incidents> incidents_;

    void start() {
        incidents_ = std::make_unique<Incidents>(settings_, *redactor_, [this](const Alert& a) { sent_.push_back(a); });
    }
    void SetUp() override { start(); }
    // An exec of a command, `after` seconds into the scene.
    void run(const std::string& command, std::int64_t after, std::uint32_t folded = 0) {
        auto event = test::exec("/bin/sh").args({"sh", "-c", command}).sequence(++sequence_).folded(folded);
        incidents_->raise(scene_.judge(event, Scene::wall_ns + after * second), scene_.ancestry);
    }
    void tick(std::int64_t after) { incidents_->tick(Scene::boot_ns + static_cast<std::uint64_t>(after * second)); }
    std::uint64_t sequence_ = 0;
};

TEST_F(Fold, TheFirstGoesOutAtOnceAndRepeatsAreSummedUp) {
    run("id", 0);
    ASSERT_EQ(sent_.size(), 1U);
    EXPECT_EQ(sent_[0].count, 1U);
    for (int i = 1; i <= 5; ++i) run("id", i);
    EXPECT_EQ(sent_.size(), 1U);
    EXPECT_EQ(incidents_->folded(), 5U);
    tick(59);
    EXPECT_EQ(sent_.size(), 1U) << "the window is open";
    tick(60);
    ASSERT_EQ(sent_.size(), 2U);
    EXPECT_EQ(sent_[1].count, 5U);
    EXPECT_EQ(sent_[1].dedup_key, sent_[0].dedup_key);
    EXPECT_NE(sent_[1].id, sent_[0].id);
    EXPECT_EQ(sent_[1].time, "2026-11-21T14:02:12.104223817Z") << "of the first repeat";
}

TEST_F(Fold, WithoutRepeatsNothingFollows) {
    run("id", 0);
    tick(3600);
    EXPECT_EQ(sent_.size(), 1U);
    run("id", 3601);
    EXPECT_EQ(sent_.size(), 2U) << "a new window: at once again";
}

TEST_F(Fold, WhatGoesOnIsSummedUpOncePerWindow) {
    for (int i = 0; i < 300; ++i) run("id", i);
    tick(10'000);
    std::uint64_t total = 0;
    for (const Alert& a : sent_) total += a.count;
    EXPECT_EQ(total, 300U) << "nothing is lost";
    EXPECT_LE(sent_.size(), 6U);
}

TEST_F(Fold, EventTimeClosesWindowsInAReplay) {
    run("id", 0);
    run("id", 1);
    run("other", 61);
    ASSERT_EQ(sent_.size(), 3U);
    EXPECT_EQ(sent_[1].count, 1U);
    EXPECT_EQ(sent_[1].process.args.size(), 3U);
}

TEST_F(Fold, WhatTheKernelFoldedCountsToo) {
    run("id", 0);
    run("id", 1, 1000);
    tick(60);
    EXPECT_EQ(sent_.at(1).count, 1001U);
    run("new", 61, 7);
    EXPECT_EQ(sent_.at(2).count, 8U);
}

TEST_F(Fold, AFloodOfDifferentObjectsSharesOneKey) {
    for (int i = 0; i < 100; ++i) run("command " + std::to_string(i), 0);
    ASSERT_EQ(sent_.size(), 4U) << "three of their own, and the first of the rest";
    incidents_->flush();
    ASSERT_EQ(sent_.size(), 5U);
    EXPECT_EQ(sent_[4].count, 96U);
    EXPECT_EQ(sent_[4].dedup_key, sent_[3].dedup_key);
}

TEST_F(Fold, OneContainersFloodDoesNotTouchAnother) {
    for (int i = 0; i < 100; ++i) run("command " + std::to_string(i), 0);
    const std::size_t before = sent_.size();
    scene_.container.id = "another";
    run("id", 1);
    EXPECT_EQ(sent_.size(), before + 1);
}

TEST_F(Fold, MemoryIsBoundedAndTheOldestIsSummedUpEarly) {
    settings_.max_folds = 2;
    start();
    run("a", 0);
    run("a", 1);
    run("b", 2);
    run("c", 3);  // pushes a out
    ASSERT_EQ(sent_.size(), 4U);
    EXPECT_EQ(sent_[2].count, 1U);
    EXPECT_EQ(sent_[2].dedup_key, sent_[0].dedup_key);
}

// The wall clock's time is not looked at: what is set by an hour while the boot clock goes on.
TEST_F(Fold, AWallClockThatIsSetNeitherEndsAWindowNorHoldsItOpen) {
    for (const std::int64_t hour : {-3600, 3600}) {
        start();
        sent_.clear();
        run("id", 0);
        scene_.clock_set_ns = hour * second;
        run("id", 1);
        tick(59);
        EXPECT_EQ(sent_.size(), 1U) << hour;
        tick(60);
        EXPECT_EQ(sent_.size(), 2U) << hour;
        scene_.clock_set_ns = 0;
    }
}

TEST_F(Fold, ACleanStopSendsWhatWasCounted) {
    run("id", 0);
    run("id", 1);
    incidents_->flush();
    EXPECT_EQ(sent_.size(), 2U);
    incidents_->flush();
    EXPECT_EQ(sent_.size(), 2U);
}

TEST_F(Fold, AReplayGivesTheSameAlerts) {
    const auto play = [this] {
        sent_.clear();
        sequence_ = 0;
        start();
        for (int i = 0; i < 10; ++i) run(i % 2 ? "id" : "ls", i);
        incidents_->flush();
        std::vector<std::string> ids;
        for (const Alert& a : sent_) ids.push_back(a.id + a.dedup_key + std::to_string(a.count));
        return ids;
    };
    const auto first = play();
    EXPECT_EQ(play(), first);
    EXPECT_EQ(first.size(), 4U);
}

}  // namespace
}  // namespace overboard::incidents
