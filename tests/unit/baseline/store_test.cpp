// SPDX-License-Identifier: Apache-2.0
// Habits by image: never more than fit, and what makes room is what was not seen for longest.
#include "baseline/store.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace {

using namespace overboard::baseline;

const Chain shell{Kind::exec, "/usr/bin/ruby", "/usr/bin/ruby", "/bin/sh"};

std::string hash(std::size_t number) {
    auto digits = std::to_string(number);
    return std::string(Store::hash_digits - digits.size(), '0') + digits;
}

// The store's own account of itself, counted again.
void expect_sound(const Store& store) {
    std::size_t habits = 0, bytes = 0;
    for (const auto& [name, image] : store.images()) {
        std::size_t of_image = 0;
        bytes += name.size();
        for (const auto& [chain, known] : image.chains)
            for (const auto& [key, habit] : known) {
                ++of_image;
                bytes +=
                    chain.server.size() + chain.parent.size() + chain.exe.size() + key.size() + habit.example.size();
            }
        EXPECT_EQ(image.habits, of_image);
        EXPECT_LE(of_image, store.limits().habits_per_image);
        EXPECT_GT(of_image, 0U);
        habits += of_image;
    }
    EXPECT_EQ(store.size(), habits);
    EXPECT_EQ(store.bytes(), bytes);
    EXPECT_LE(bytes, store.limits().bytes);
    EXPECT_LE(store.images().size(), store.limits().images);
}

TEST(Store, AFullOneRefusesWhenItMustNotForget) {
    Store store{{.images = 1, .habits_per_image = 2, .bytes = 1000}};
    EXPECT_EQ(store.add("a", shell, hash(1), {}), Store::Added::fresh);
    EXPECT_EQ(store.add("a", shell, hash(1), {}), Store::Added::known);
    EXPECT_EQ(store.add("b", shell, hash(1), {}), Store::Added::full);
    EXPECT_EQ(store.add("a", shell, hash(2), {}), Store::Added::fresh);
    EXPECT_EQ(store.add("a", shell, hash(3), {}), Store::Added::full);
    expect_sound(store);
}

TEST(Store, TheImageNotSeenForLongestMakesRoom) {
    Store store{{.images = 3, .habits_per_image = 2, .bytes = 10'000}};
    std::size_t evicted = 0;
    for (const auto* image : {"a", "b", "c"}) store.keep(image, shell, hash(1), {}, evicted);
    for (const auto& [image, seen_s] : std::map<std::string, int>{{"a", 30}, {"b", 10}, {"c", 20}})
        EXPECT_TRUE(store.touch(image, seen_s));
    EXPECT_TRUE(store.touch("a", 5));  // an earlier time changes nothing
    EXPECT_FALSE(store.touch("d", 40));
    EXPECT_EQ(evicted, 0U);
    EXPECT_EQ(store.keep("d", shell, hash(1), {}, evicted), Store::Added::fresh);
    EXPECT_EQ(evicted, 1U);
    EXPECT_FALSE(store.knows("b", shell, hash(1)));
    for (const auto* image : {"a", "c", "d"}) EXPECT_TRUE(store.knows(image, shell, hash(1))) << image;
    expect_sound(store);
}

TEST(Store, AnImageThatFillsItsSharePushesNothingOut) {
    Store store{{.images = 3, .habits_per_image = 4, .bytes = 10'000}};
    std::size_t evicted = 0;
    store.keep("a", shell, hash(1), {}, evicted);
    for (std::size_t number = 0; number < 100; ++number) store.keep("flood", shell, hash(number), {}, evicted);
    EXPECT_EQ(evicted, 0U);
    EXPECT_TRUE(store.knows("a", shell, hash(1)));
    EXPECT_EQ(store.size(), 5U);
    expect_sound(store);
}

TEST(Store, TakingAnotherInKeepsWhatWasSeenLast) {
    const Store::Limits limits{.images = 2, .habits_per_image = 4, .bytes = 10'000};
    Store store{limits}, other{limits};
    store.add("old", shell, hash(1), {});
    store.add("new", shell, hash(1), {});
    store.touch("old", 10);
    store.touch("new", 20);
    other.add("old", shell, hash(2), {});
    other.add("other", shell, hash(1), {});
    other.touch_all(30);
    EXPECT_EQ(store.keep_all(other), 1U);
    EXPECT_TRUE(store.knows("old", shell, hash(1)));
    EXPECT_TRUE(store.knows("old", shell, hash(2)));
    EXPECT_TRUE(store.knows("other", shell, hash(1)));
    EXPECT_EQ(store.images().at("other").seen_s, 30);
    expect_sound(store);
}

// Whatever is kept, seen and forgotten in whatever order: it stays within its limits, its counts are right, what was
// just kept is there, and no image makes room before one that was seen earlier.
TEST(Store, WhateverHappensItIsBoundedAndForgetsTheOldestFirst) {
    for (unsigned seed = 0; seed < 30; ++seed) {
        std::mt19937 random(seed);
        const auto any = [&](std::size_t below) { return std::size_t{random()} % below; };
        Store store{{.images = 1 + any(12), .habits_per_image = 1 + any(6), .bytes = 300 + any(4000)}};
        for (std::int64_t now = 1; now < 400; ++now) {
            const std::string name = "image" + std::to_string(any(24));
            if (any(20) == 0) store.forget("image" + std::to_string(any(24)));
            std::map<std::string, std::int64_t> before;
            for (const auto& [other, image] : store.images()) before[other] = image.seen_s;
            std::size_t evicted = 0;
            const Habit habit{false, std::string(any(40), 'x')};
            const auto added = store.keep(name, shell, hash(any(12)), habit, evicted);
            if (added == Store::Added::fresh) {
                ASSERT_TRUE(store.touch(name, now)) << "seed " << seed;
            } else {
                EXPECT_EQ(evicted, 0U);
            }
            std::int64_t gone = -1;
            std::size_t missing = 0;
            for (const auto& [other, seen_s] : before)
                if (!store.images().contains(other)) gone = std::max(gone, seen_s), ++missing;
            EXPECT_EQ(missing, evicted);
            for (const auto& [other, image] : store.images())
                ASSERT_TRUE(other == name || image.seen_s >= gone) << other << ", seed " << seed;
            expect_sound(store);
        }
    }
}

}  // namespace
