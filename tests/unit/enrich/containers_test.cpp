// SPDX-License-Identifier: Apache-2.0
#include "enrich/containers.h"

#include <gmock/gmock.h>

namespace overboard::enrich {
namespace {

TEST(Containers, TheEndOfTimeIsATime) {
    constexpr std::uint64_t second = 1'000'000'000;
    constexpr auto last = ~std::uint64_t{0};
    Containers containers(8);
    EXPECT_TRUE(containers.trim(last).empty());
    containers.establish(7, {});
    containers.removed(7, second);
    EXPECT_THAT(containers.trim(last), testing::ElementsAre(7));
    EXPECT_TRUE(containers.trim(last).empty());
    EXPECT_EQ(containers.find(7), nullptr);
}

}  // namespace
}  // namespace overboard::enrich
