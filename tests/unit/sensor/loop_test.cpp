// SPDX-License-Identifier: Apache-2.0
#include "sensor/loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace {

using namespace overboard;
using namespace std::chrono_literals;
using sensor::Loop;

// Gives its records at most `batch` a call, as the live source does.
class FakeSource : public source::Source {
public:
    base::Result<std::size_t> drain(const source::Sink& sink) override {
        ++calls;
        if (broken) return base::fail("the ring is gone");
        std::size_t taken = 0;
        for (; taken < batch && left; ++taken, --left) sink({});
        return taken;
    }
    std::size_t left = 0, batch = 64, calls = 0;
    bool broken = false;
};

struct Bench {
    FakeSource source;
    std::size_t records = 0, ticks = 0;
    std::function<void()> on_tick;
    Loop loop{source, [this](auto) { ++records; },
              [this](auto) {
                  ++ticks;
                  if (on_tick) on_tick();
              }};
};

TEST(Loop, TakesEverythingThatIsThere) {
    Bench run;
    run.source.left = 1000;
    run.on_tick = [&] {
        if (run.source.left == 0) run.loop.stop();
    };
    ASSERT_TRUE(run.loop.run());
    EXPECT_EQ(run.records, 1000u);
}

TEST(Loop, ServesOthersBetweenBatchesOfAFlood) {
    Bench run;
    run.source.left = ~std::size_t{0};
    const base::Fd stop{eventfd(1, EFD_CLOEXEC)};
    run.loop.add(stop.get(), EPOLLIN, [&] { run.loop.stop(); });
    ASSERT_TRUE(run.loop.run());
    EXPECT_LE(run.records, 2 * run.source.batch) << "the stop was served after one batch";
}

TEST(Loop, TicksTwiceASecondWhileIdle) {
    Bench run;
    const auto begun = Loop::Clock::now();
    run.on_tick = [&] {
        if (run.ticks == 3) run.loop.stop();
    };
    ASSERT_TRUE(run.loop.run());
    const auto took = Loop::Clock::now() - begun;
    EXPECT_GE(took, 1s);
    EXPECT_LT(took, 3s);
}

TEST(Loop, WakesTenTimesASecondWhenNothingHasComeForASecond) {
    Bench run;
    run.on_tick = [&] {
        if (run.ticks == 3) run.loop.stop();
    };
    ASSERT_TRUE(run.loop.run());
    EXPECT_LE(run.source.calls, 13u) << "in one second";
}

TEST(Loop, EndsWhenTheSourceIsBroken) {
    Bench run;
    run.source.broken = true;
    const auto ended = run.loop.run();
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().message, "the ring is gone");
}

TEST(Loop, DrainsAtTheEndButNotForEver) {
    Bench run;
    run.source.left = 500;
    run.loop.drain(1s);
    EXPECT_EQ(run.records, 500u);
    run.source.left = ~std::size_t{0};
    const auto begun = Loop::Clock::now();
    run.loop.drain(50ms);
    EXPECT_LT(Loop::Clock::now() - begun, 1s);
}

TEST(Loop, AHandlerMayRemoveItself) {
    Bench run;
    const base::Fd once{eventfd(1, EFD_CLOEXEC)};
    int calls = 0;
    run.loop.add(once.get(), EPOLLIN, [&] {
        ++calls;
        run.loop.remove(once.get());
    });
    run.on_tick = [&] {
        if (run.ticks == 2) run.loop.stop();
    };
    ASSERT_TRUE(run.loop.run());
    EXPECT_EQ(calls, 1);
}

}  // namespace
