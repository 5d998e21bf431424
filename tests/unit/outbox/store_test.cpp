// SPDX-License-Identifier: Apache-2.0
#include "outbox/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "unit/outbox/entries.h"

namespace overboard::outbox {
namespace {

using testing::ElementsAre;

class StoreTest : public testing::Test {
protected:
    test::Directory dir;
    Store store = open();

    Store open() {
        bool damaged = false;
        auto opened = Store::open(dir.path + "/outbox.db", damaged);
        EXPECT_TRUE(opened) << opened.error().message;
        return std::move(*opened);
    }
    std::vector<std::string> ids(const std::string& sink, std::int64_t now_ms = 1000) {
        std::vector<std::string> out;
        const auto rows = store.next(sink, 100, now_ms);
        for (const Pending& row : *rows) out.push_back(row.id);
        return out;
    }
    void add(std::vector<Entry> entries) { ASSERT_TRUE(store.add(entries, 1000)); }
    void settle(const std::string& id, Settled::Kind kind, std::int64_t due_ms = 0) {
        const Settled one{id, "a", kind, "HTTP 500", due_ms};
        ASSERT_TRUE(store.settle(std::span(&one, 1)));
    }
};

TEST_F(StoreTest, OwesEachSinkItsAlertsInOrder) {
    add({test::entry("1", {"a", "b"}), test::entry("2", {"a"})});
    add({test::entry("3", {"b"})});
    EXPECT_THAT(ids("a"), ElementsAre("1", "2"));
    EXPECT_THAT(ids("b"), ElementsAre("1", "3"));
    settle("1", Settled::Kind::delivered);
    EXPECT_THAT(ids("a"), ElementsAre("2"));
    EXPECT_THAT(ids("b"), ElementsAre("1", "3")) << "another sink's";
}

TEST_F(StoreTest, SurvivesItsProcess) {
    add({test::entry("1", {"a"}, engine::Priority::error)});
    settle("1", Settled::Kind::again);
    store = open();
    const auto rows = store.next("a", 10, 1000).value();
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].attempts, 1u);
    EXPECT_EQ(rows[0].priority, engine::Priority::error);
    EXPECT_EQ(rows[0].body, "{\"id\":\"1\"}") << "the alert's own JSON, kept once";
}

TEST_F(StoreTest, TheSameAlertAgainIsOne) {
    add({test::entry("1", {"a"})});
    add({test::entry("1", {"a"}), test::entry("2", {"a"})});
    EXPECT_THAT(ids("a"), ElementsAre("1", "2"));
}

TEST_F(StoreTest, WhatIsSetAsideLetsOthersPassUntilItIsDue) {
    add({test::entry("1", {"a"}), test::entry("2", {"a"})});
    settle("1", Settled::Kind::again, 5000);
    EXPECT_THAT(ids("a", 4999), ElementsAre("2"));
    EXPECT_THAT(ids("a", 5000), ElementsAre("1", "2"));
}

TEST_F(StoreTest, DeadLettersAreListedRetriedAndDropped) {
    add({test::entry("1", {"a"}), test::entry("2", {"a"})});
    settle("1", Settled::Kind::dead);
    EXPECT_THAT(ids("a"), ElementsAre("2"));
    const auto listed = store.list(10).value();
    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(listed[0].state, State::dead);
    EXPECT_EQ(listed[0].why, "HTTP 500");
    EXPECT_EQ(store.retry(listed[0].number, "").value(), 1);
    EXPECT_THAT(ids("a"), ElementsAre("1", "2"));
    EXPECT_EQ(store.drop(0, "b").value(), 0);
    EXPECT_EQ(store.drop(0, "a").value(), 2);
    EXPECT_THAT(ids("a"), ElementsAre());
}

TEST_F(StoreTest, FindsAnAlertThatWasDelivered) {
    add({test::entry("1", {"a"})});
    settle("1", Settled::Kind::delivered);
    const auto found = store.find("1").value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->json, "{\"id\":\"1\"}");
    EXPECT_TRUE(found->deliveries.empty());
    EXPECT_FALSE(store.find("2").value());
}

TEST_F(StoreTest, GivesUpWhatWasDeliveredFirstAndThenTheLeastSevere) {
    const std::string bulk(20'000, 'x');
    for (int i = 0; i < 100; ++i) {
        add({test::entry("done" + std::to_string(i), {}, engine::Priority::emergency, bulk)});
        add({test::entry("low" + std::to_string(i), {"a"}, engine::Priority::debug, bulk)});
        add({test::entry("high" + std::to_string(i), {"a"}, engine::Priority::critical, bulk)});
    }
    const auto first = store.make_room(4'300'000).value();
    EXPECT_EQ(testing::PrintToString(first), testing::PrintToString(Evicted{})) << "the delivered ones were enough";
    EXPECT_EQ(ids("a").size(), 100u) << "a hundred of two hundred are asked for";
    const auto second = store.make_room(2'600'000).value();
    EXPECT_GT(second[static_cast<std::size_t>(engine::Priority::debug)], 50u);
    EXPECT_EQ(second[static_cast<std::size_t>(engine::Priority::critical)], 0u);
    EXPECT_LE(store.bytes().value(), 2'600'000u);
    EXPECT_TRUE(store.find("high0").value());
    EXPECT_FALSE(store.find("low0").value()) << "the oldest of them";
}

TEST_F(StoreTest, RemembersOnlySoManyDelivered) {
    for (int i = 0; i < 30; ++i)
        add({test::entry(std::to_string(i), i == 0 ? std::vector<std::string>{"a"} : std::vector<std::string>{})});
    ASSERT_TRUE(store.trim(10));
    EXPECT_TRUE(store.find("0").value()) << "still owed";
    EXPECT_FALSE(store.find("5").value());
    EXPECT_TRUE(store.find("25").value());
}

TEST_F(StoreTest, IsForItsOwnerOnly) {
    for (const auto& file : std::filesystem::directory_iterator(dir.path)) {
        struct stat st {};
        ASSERT_EQ(::stat(file.path().c_str(), &st), 0);
        EXPECT_EQ(st.st_mode & 077, 0u) << file.path();
    }
}

TEST_F(StoreTest, SaysOfATruncatedFileThatItIsDamaged) {
    const std::string bulk(20'000, 'x');
    for (int i = 0; i < 50; ++i) add({test::entry(std::to_string(i), {"a"}, engine::Priority::error, bulk)});
    const std::string copy = dir.path + "/copy.db";
    { Store other = open(); }
    bool damaged = false;
    {
        auto whole = Store::open(copy, damaged);
        ASSERT_TRUE(whole);
        ASSERT_TRUE(store.copy_to(copy, false));
    }
    std::filesystem::resize_file(copy, std::filesystem::file_size(copy) / 2);
    EXPECT_FALSE(Store::open(copy, damaged));
    EXPECT_TRUE(damaged);
}

TEST_F(StoreTest, MovesToMemoryAndBack) {
    add({test::entry("1", {"a"}), test::entry("2", {"a"})});
    bool damaged = false;
    const std::string path = dir.path + "/outbox.db";
    Store memory = Store::open(in_memory, damaged).value();
    ASSERT_TRUE(memory.copy_from(path, 1 << 20));
    const Settled one{"1", "a", Settled::Kind::delivered, {}, 0};
    ASSERT_TRUE(memory.settle(std::span(&one, 1)));
    const Entry third = test::entry("3", {"a"});
    ASSERT_TRUE(memory.add(std::span(&third, 1), 1000));
    ASSERT_TRUE(memory.copy_to(path, true));
    EXPECT_THAT(ids("a"), ElementsAre("2", "3"));
    EXPECT_FALSE(memory.copy_from(path, 1)) << "more than memory may hold";
}

}  // namespace
}  // namespace overboard::outbox
