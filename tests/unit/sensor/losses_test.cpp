// SPDX-License-Identifier: Apache-2.0
#include "sensor/losses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace overboard::sensor;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const auto start = LossWatch::Clock::time_point{} + 1h;

TEST(LossWatch, IsSilentWhileNothingIsLost) {
    LossWatch watch;
    EXPECT_THAT(watch.look({}, start), IsEmpty());
}

TEST(LossWatch, SaysTypeReasonAndCountAtOnce) {
    LossWatch watch;
    LossWatch::Losses losses{};
    losses[OB_KIND_OPEN][OB_LOSS_RING_FULL] = 12;
    losses[OB_KIND_EXEC][OB_LOSS_FAULT] = 1;
    EXPECT_THAT(watch.look(losses, start),
                ElementsAre("lost 1 events of type exec, reason fault (1 since the start)",
                            "lost 12 events of type open, reason ring_full (12 since the start)"));
    EXPECT_THAT(watch.look(losses, start + 1s), IsEmpty());
}

TEST(LossWatch, SumsUpWhatIsLostWhileItHoldsItsTongue) {
    LossWatch watch;
    LossWatch::Losses losses{};
    losses[OB_KIND_OPEN][OB_LOSS_RING_FULL] = 1;
    EXPECT_EQ(watch.look(losses, start).size(), 1u);
    losses[OB_KIND_OPEN][OB_LOSS_RING_FULL] = 5;
    EXPECT_THAT(watch.look(losses, start + 9s), IsEmpty());
    losses[OB_KIND_OPEN][OB_LOSS_RING_FULL] = 8;
    EXPECT_THAT(watch.look(losses, start + 11s),
                ElementsAre("lost 7 events of type open, reason ring_full (8 since the start)"));
}

TEST(LossWatch, OneReasonDoesNotSilenceAnother) {
    LossWatch watch;
    LossWatch::Losses losses{};
    losses[OB_KIND_OPEN][OB_LOSS_RING_FULL] = 1;
    EXPECT_EQ(watch.look(losses, start).size(), 1u);
    losses[OB_KIND_EXEC][OB_LOSS_RING_FULL] = 1;
    EXPECT_EQ(watch.look(losses, start + 1s).size(), 1u);
}

}  // namespace
