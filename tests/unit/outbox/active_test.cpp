// SPDX-License-Identifier: Apache-2.0
// What a receiver knows to go on, over a restart and within the outbox's bytes.
#include <gtest/gtest.h>

#include "outbox/store.h"

namespace {

using namespace overboard;
using outbox::Active;

TEST(StoreActive, IsKeptBySinkAndForgottenWhenItIsOver) {
    bool damaged = false;
    auto store = outbox::Store::open(outbox::in_memory, damaged);
    ASSERT_TRUE(store);
    const std::vector<Active> kept = {{"am", "a", "body", 5}, {"am", "b", "other", 6}, {"second", "a", "third", 7}};
    ASSERT_TRUE(store->keep_active(kept));
    ASSERT_TRUE(store->keep_active(std::vector<Active>{{"am", "a", "changed", 9}, {"am", "b", "", 0}}));
    const auto found = store->actives("am");
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ(found->front().body, "changed");
    EXPECT_EQ(found->front().until_ms, 9);
    EXPECT_EQ(store->actives("second")->size(), 1u);
}

TEST(StoreActive, MakesRoomBeforeAnAlertIsGivenUp) {
    bool damaged = false;
    auto store = outbox::Store::open(outbox::in_memory, damaged);
    ASSERT_TRUE(store);
    outbox::Entry owed{"01K", "rule", engine::Priority::debug, 1, "{}", {{"am", ""}}};
    ASSERT_TRUE(store->add(std::vector{owed}, 1));
    const auto before = *store->bytes();
    std::vector<Active> many;
    for (int i = 0; i < 500; ++i) many.push_back({"am", std::to_string(i), std::string(1000, 'x'), 1});
    ASSERT_TRUE(store->keep_active(many));
    const auto evicted = store->make_room(before + 4096);
    ASSERT_TRUE(evicted);
    EXPECT_EQ(*evicted, outbox::Evicted{});
    EXPECT_TRUE(store->actives("am")->empty());
    EXPECT_EQ(store->next("am", 10, 10)->size(), 1u);
}

}  // namespace
