// SPDX-License-Identifier: Apache-2.0
#include "courier/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "courier/refusals.h"

namespace {

using namespace overboard;
using testing::HasSubstr, testing::Not;

const std::string hash = "$2y$10$" + std::string(53, 'x');

TEST(Users, AreReadAsHtpasswdAndAsPrometheusWriteThem) {
    const std::map<std::string, std::string> two = {{"alice", hash}, {"bob", hash}};
    EXPECT_EQ(*courier::parse_users("alice:" + hash + "\n\n# a comment\nbob:" + hash + "\n"), two);
    EXPECT_EQ(*courier::parse_users("basic_auth_users:\r\n  alice: " + hash + "\r\n  \"bob\": '" + hash + "'\r\n"),
              two);
}

TEST(Users, AreRefusedWithTheLineAndWithoutTheHash) {
    const std::string bad[] = {"alice",
                               "alice:",
                               ":" + hash,
                               "alice:secret",
                               "alice:$apr1$" + std::string(54, 'x'),
                               "alice:$2y$31$" + std::string(53, 'x'),
                               "alice:$2y$1x$" + std::string(53, 'x')};
    for (const std::string& line : bad) {
        const auto users = courier::parse_users("bob:" + hash + "\n" + line + "\n");
        ASSERT_FALSE(users) << line;
        EXPECT_THAT(users.error().message, HasSubstr("line 2"));
        EXPECT_THAT(users.error().message, Not(HasSubstr("secret")));
        EXPECT_THAT(users.error().message, Not(HasSubstr("xxx")));
    }
    EXPECT_FALSE(courier::parse_users("basic_auth_users:\n"));
}

TEST(Access, GoesOverTheChannelAndBack) {
    const courier::Access access{"certificate\n", "key\n", {{"alice", hash}}};
    const auto back = courier::decode_access(courier::encode(access));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->certificate, access.certificate);
    EXPECT_EQ(back->key, access.key);
    EXPECT_EQ(back->users, access.users);
    for (const char* broken : {"", "null", "[]", "{}", R"({"certificate":1,"key":"","users":{}})"})
        EXPECT_FALSE(courier::decode_access(broken)) << broken;
}

TEST(Access, SaysWhichReferenceIsWrong) {
    sinks::Secrets secrets;
    const auto why = [&](courier::AccessSettings settings) {
        const auto access = courier::read_access(settings, secrets);
        return access ? "" : access.error().message;
    };
    EXPECT_EQ(why({}), "");
    EXPECT_THAT(why({"/nonexistent/a.pem", "/nonexistent/a.key", ""}), HasSubstr("metrics.tls.cert: "));
    setenv("OVERBOARD_TEST_USERS", ("alice:" + hash).c_str(), 1);
    EXPECT_EQ(why({"", "", "env:OVERBOARD_TEST_USERS"}), "");
    setenv("OVERBOARD_TEST_PEM", "no certificate", 1);
    EXPECT_THAT(why({"env:OVERBOARD_TEST_PEM", "env:OVERBOARD_TEST_PEM", ""}), HasSubstr("no certificate in PEM"));
    EXPECT_THAT(why({"", "", "env:OVERBOARD_TEST_PEM"}), HasSubstr("basic_auth_file: env:OVERBOARD_TEST_PEM: line 1"));
}

TEST(Refusals, ComeBackAsCountedAndNeverFall) {
    courier::RefusalCount count;
    count.add(courier::Refusal::throttled);
    count.add(courier::Refusal::throttled);
    const courier::Refusals two = {0, 2, 0, 0, 0};
    EXPECT_EQ(courier::parse_refusals(" " + count.text(), {}), two);
    EXPECT_EQ(courier::parse_refusals(" 0 1 0 0 0", two), two);
    EXPECT_EQ(courier::parse_refusals(" x 9", two), two);
    EXPECT_EQ(courier::parse_refusals("", two), two);
}

}  // namespace
