// SPDX-License-Identifier: Apache-2.0
// exec.changed: a file's time stamp against the container's start, also when the wall clock was set in between.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "fields/field.h"
#include "support/observed.h"

namespace overboard::fields {
namespace {

constexpr std::int64_t second = 1'000'000'000, hour = 3600;
constexpr std::int64_t start = 1'700'000'000;  // the container's, by the clock of then

// Of the exec of a file changed at changed_s, by a clock that was set by set_s since the container's start.
std::string changed(std::int64_t changed_s, std::int64_t set_s) {
    const auto exec = test::exec("/bin/sh").container(7).time(1000 * second).with([&](auto& wire, auto&) {
        wire.changed_s = static_cast<std::uint64_t>(changed_s);
    });
    test::Observed seen{exec.event()};
    seen.at(start + 900 + set_s);
    seen.container().armed_ns = 100 * second;
    seen.container().armed_wall_ns = start * second;
    Context context{seen.observation(), seen};
    std::string out;
    print(Type::boolean, find("exec.changed")->extract(context, -1), out);
    return out;
}

TEST(ExecChanged, IsAfterTheContainersStart) {
    EXPECT_EQ(changed(start - 1, 0), "false");
    EXPECT_EQ(changed(start, 0), "false");
    EXPECT_EQ(changed(start + 1, 0), "true");
}

TEST(ExecChanged, IsUnknownBetweenTheTwoClocksOnly) {
    for (const std::int64_t set : {-hour, hour}) {
        const auto first = std::min(start, start + set), last = std::max(start, start + set);
        EXPECT_EQ(changed(first, set), "false") << "of the image, by either clock";
        EXPECT_EQ(changed(first + 1, set), "<NA>");
        EXPECT_EQ(changed(last, set), "<NA>");
        EXPECT_EQ(changed(last + 1, set), "true");
    }
}

}  // namespace
}  // namespace overboard::fields
