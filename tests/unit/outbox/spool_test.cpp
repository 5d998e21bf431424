// SPDX-License-Identifier: Apache-2.0
#include "outbox/spool.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "outbox/schedule.h"
#include "unit/outbox/entries.h"

namespace overboard::outbox {
namespace {

using testing::Contains;
using testing::HasSubstr;

class SpoolTest : public testing::Test {
protected:
    test::Directory dir;
    std::vector<std::string> said;
    std::string file = Spool::file_in(dir.path);

    Spool::Setup setup() {
        Spool::Setup out;
        out.directory = dir.path;
        out.log = [this](bool, const std::string& line) { said.push_back(line); };
        return out;
    }
    static bool add(Spool& spool, const std::string& id) {
        const Entry one = test::entry(id, {"a"});
        return spool.add(std::span(&one, 1), 1000);
    }
    static std::vector<std::string> ids(Spool& spool) {
        std::vector<std::string> out;
        for (const Pending& row : spool.next("a", 100, 1000)) out.push_back(row.id);
        return out;
    }
};

TEST_F(SpoolTest, AnAlertIsThereAfterARestart) {
    {
        Spool spool{setup(), 1000};
        EXPECT_TRUE(add(spool, "1"));
        EXPECT_FALSE(spool.degraded());
        EXPECT_GT(spool.bytes(), 0u);
    }
    Spool again{setup(), 1000};
    EXPECT_THAT(ids(again), testing::ElementsAre("1"));
    EXPECT_TRUE(said.empty());
}

TEST_F(SpoolTest, TimesThatAClockAheadWroteAreBroughtBackByARestart) {
    constexpr std::int64_t day = 86'400'000, now = 1'000'000;
    {
        Spool ahead{setup(), now + day};
        for (const char* id : {"1", "2"}) {
            const Entry one = test::entry(id, {"a"});
            EXPECT_TRUE(ahead.add(std::span(&one, 1), now + day));
        }
        const Settled later{"1", "a", Settled::Kind::again, "why", now + day + 60'000};
        ahead.settle(std::span(&later, 1));
    }
    Spool spool{setup(), now};
    const auto at_once = spool.next("a", 10, now);
    ASSERT_EQ(at_once.size(), 1u);
    EXPECT_EQ(at_once[0].id, "2");
    EXPECT_EQ(at_once[0].raised_ms, now);
    EXPECT_EQ(spool.depths().at(0).oldest_ms, now);
    EXPECT_EQ(spool.next("a", 10, now + longest_pause_ms).size(), 2u);
}

TEST_F(SpoolTest, TimesOfTheSameClockStayWhatTheyAre) {
    {
        Spool before{setup(), 1000};
        EXPECT_TRUE(add(before, "1"));
        const Settled later{"1", "a", Settled::Kind::again, "why", 61'000};
        before.settle(std::span(&later, 1));
    }
    Spool spool{setup(), 2000};
    EXPECT_TRUE(spool.next("a", 10, 60'999).empty());
    EXPECT_EQ(spool.next("a", 10, 61'000).at(0).raised_ms, 1000);
}

TEST_F(SpoolTest, GarbageIsSetAsideAndANewOneBegun) {
    std::ofstream(file) << std::string(10'000, 'g');
    Spool spool{setup(), 1000};
    EXPECT_FALSE(spool.degraded());
    EXPECT_EQ(spool.failures(), 1u);
    EXPECT_TRUE(add(spool, "1"));
    EXPECT_TRUE(std::filesystem::exists(file + ".damaged"));
    EXPECT_THAT(said, Contains(HasSubstr("is kept as")));
}

TEST_F(SpoolTest, ADirectoryThatCannotBeMadeMeansMemoryAndSaysSo) {
    Spool::Setup nowhere = setup();
    nowhere.directory = "/proc/nowhere";
    Spool spool{std::move(nowhere), 1000};
    EXPECT_TRUE(spool.degraded());
    EXPECT_TRUE(add(spool, "1"));
    EXPECT_THAT(ids(spool), testing::ElementsAre("1"));
    EXPECT_THAT(said, Contains(testing::AllOf(HasSubstr("--state-dir"), HasSubstr("kept in memory"))));
}

TEST_F(SpoolTest, ASecondDaemonDoesNotShareIt) {
    Spool first{setup(), 1000};
    EXPECT_TRUE(add(first, "1"));
    Spool second{setup(), 1000};
    EXPECT_TRUE(second.degraded());
    EXPECT_THAT(ids(second), testing::ElementsAre()) << "it would deliver everything twice";
    EXPECT_THAT(said, Contains(HasSubstr("another overboard uses the outbox")));
}

TEST_F(SpoolTest, ALockHeldByAnotherMeansMemoryAndThenTheDiskAgain) {
    Spool spool{setup(), 1000};
    EXPECT_TRUE(add(spool, "1"));
    {
        auto holder = Database::open(file, false, 0);
        ASSERT_TRUE(holder);
        ASSERT_TRUE(holder->run("BEGIN EXCLUSIVE"));
        EXPECT_TRUE(add(spool, "2"));
        EXPECT_TRUE(spool.degraded());
        EXPECT_THAT(ids(spool), testing::ElementsAre("1", "2")) << "what the disk held is not forgotten";
        const Settled one{"1", "a", Settled::Kind::delivered, {}, 0};
        spool.settle(std::span(&one, 1));
        spool.tick(1);
        EXPECT_TRUE(spool.degraded());
        ASSERT_TRUE(holder->run("ROLLBACK"));
    }
    spool.tick(100'000);
    EXPECT_FALSE(spool.degraded());
    EXPECT_EQ(spool.failures(), 1u);
    EXPECT_THAT(ids(spool), testing::ElementsAre("2")) << "delivered in memory is delivered";
    EXPECT_TRUE(add(spool, "3"));
}

TEST_F(SpoolTest, AFileTruncatedWhileItRunsEndsInMemoryOrANewFileButLosesNothingNew) {
    Spool spool{setup(), 1000};
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(add(spool, "old" + std::to_string(i)));
    spool.tick(1000);
    std::filesystem::resize_file(file, 0);
    std::filesystem::resize_file(file + "-wal", 0);
    EXPECT_TRUE(add(spool, "new"));
    spool.tick(100'000);
    EXPECT_THAT(ids(spool), Contains("new"));
}

TEST_F(SpoolTest, StaysWithinItsBytesAndCountsWhatItGaveUp) {
    Spool::Setup small = setup();
    small.max_bytes = 1 << 20;
    Spool spool{std::move(small), 1000};
    const std::string bulk(10'000, 'x');
    for (int i = 0; i < 300; ++i) {
        const Entry one = test::entry(std::to_string(i), {"a"}, engine::Priority::notice, bulk);
        EXPECT_TRUE(spool.add(std::span(&one, 1), 1000));
    }
    spool.tick(1000);
    EXPECT_LE(spool.bytes(), 1u << 20);
    EXPECT_GT(spool.evicted()[static_cast<std::size_t>(engine::Priority::notice)], 150u);
}

}  // namespace
}  // namespace overboard::outbox
