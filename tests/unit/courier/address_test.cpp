// SPDX-License-Identifier: Apache-2.0
#include "courier/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace overboard::courier;
using testing::HasSubstr;

TEST(Address, RoundTrips) {
    for (const char* text : {"127.0.0.1:9435", "0.0.0.0:0", "[::1]:65535", "[::]:80"}) {
        const auto address = parse_address(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(to_string(*address), text);
    }
    EXPECT_EQ(to_string(*parse_address("localhost:1")), "127.0.0.1:1");
}

TEST(Address, SaysWhatIsWrong) {
    const std::pair<const char*, const char*> wrong[] = {
        {"9435", "the port is missing"},     {"127.0.0.1:", "not a number"},
        {"127.0.0.1:70000", "not a number"}, {"127.0.0.1:80x", "not a number"},
        {"example.com:80", "not a numeric"}, {"::1:80", "not a numeric"},
        {"[127.0.0.1]:80", "not a numeric"}, {":80", "not a numeric"},
        {"[::1:80", "not a numeric"},
    };
    for (const auto& [text, why] : wrong) {
        const auto address = parse_address(text);
        ASSERT_FALSE(address) << text;
        EXPECT_THAT(address.error().message, HasSubstr(why)) << text;
        EXPECT_THAT(address.error().message, HasSubstr("127.0.0.1:9435")) << "shows an example";
    }
}

}  // namespace
