// SPDX-License-Identifier: Apache-2.0
#include "sensor/held_execs.h"

#include <gtest/gtest.h>

#include "support/record_builder.h"

namespace overboard::sensor {
namespace {

struct HeldExecsTest : testing::Test {
    HeldExecs held;
    std::vector<std::string> judged;

    HeldExecs::Judge judge() {
        return [this](std::span<const std::byte> bytes) {
            decode::Decoder decoder;
            const auto* event = decoder.decode(bytes);
            ASSERT_TRUE(event) << decoder.why();
            judged.emplace_back(std::get<decode::ExecFailed>(event->body).filename);
        };
    }
    template <class Builder>
    bool take(Builder&& builder, std::uint64_t time_ns, std::uint32_t tgid = 7) {
        builder.task(tgid, 1).time(time_ns);
        const auto words = builder.words();
        return held.take({reinterpret_cast<const std::byte*>(words.data()), builder.size()}, judge());
    }
};

TEST_F(HeldExecsTest, SearchOfPathThatSucceedsIsForgotten) {
    EXPECT_TRUE(take(test::exec_failed("/usr/local/bin/curl"), 1));
    EXPECT_TRUE(take(test::exec_failed("/usr/bin/curl"), 2));
    EXPECT_FALSE(take(test::exec("/bin/curl").asked("/bin/curl"), 3));
    held.flush(judge());
    EXPECT_TRUE(judged.empty());
    EXPECT_EQ(held.forgotten(), 2u);
}

TEST_F(HeldExecsTest, ProcessThatEndsHasFailed) {
    EXPECT_TRUE(take(test::exec_failed("/usr/local/bin/nc"), 1));
    EXPECT_TRUE(take(test::exec_failed("/usr/bin/nc"), 2));
    EXPECT_FALSE(take(test::exit(127 << 8), 3));
    EXPECT_EQ(judged, std::vector<std::string>{"/usr/bin/nc"});
}

TEST_F(HeldExecsTest, SuccessUnderAnotherNameDoesNotExcuse) {
    EXPECT_TRUE(take(test::exec_failed("/bin/bash"), 1));
    EXPECT_FALSE(take(test::exec("/bin/true").asked("/bin/true"), 2));
    EXPECT_EQ(judged, std::vector<std::string>{"/bin/bash"});
}

TEST_F(HeldExecsTest, AnotherProcessDoesNotExcuse) {
    EXPECT_TRUE(take(test::exec_failed("/bin/bash"), 1, 7));
    EXPECT_FALSE(take(test::exec("/bin/bash").asked("/bin/bash"), 2, 8));
    held.flush(judge());
    EXPECT_EQ(judged, std::vector<std::string>{"/bin/bash"});
}

TEST_F(HeldExecsTest, PatienceEnds) {
    EXPECT_TRUE(take(test::exec_failed("/bin/bash"), 1));
    held.release(50'000'000, judge());
    EXPECT_TRUE(judged.empty());
    held.release(200'000'000, judge());
    EXPECT_EQ(judged, std::vector<std::string>{"/bin/bash"});
}

TEST_F(HeldExecsTest, DeniedExecIsNoSearch) { EXPECT_FALSE(take(test::exec_failed("/bin/bash", EACCES), 1)); }

TEST_F(HeldExecsTest, FloodIsJudgedAndNotKept) {
    for (std::uint32_t tgid = 1; tgid <= 3000; tgid++) EXPECT_TRUE(take(test::exec_failed("/bin/x"), tgid, tgid));
    EXPECT_EQ(judged.size(), 3000u - 1024u);
}

}  // namespace
}  // namespace overboard::sensor
