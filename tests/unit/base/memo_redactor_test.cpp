// SPDX-License-Identifier: Apache-2.0
#include "base/memo_redactor.h"

#include <gtest/gtest.h>

namespace overboard::base {
namespace {

class MemoRedactorTest : public testing::Test {
protected:
    std::unique_ptr<Redactor> redactor_ = std::move(*Redactor::make({}));
    MemoRedactor memo_{*redactor_};
};

TEST_F(MemoRedactorTest, SaysNothingOfWhatHoldsNoSecretAgainAndAgain) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(memo_.text("/usr/lib/x86_64-linux-gnu/libc.so.6"));
        EXPECT_FALSE(memo_.text(""));
        EXPECT_FALSE(memo_.args({"ls", "-l"}));
        EXPECT_FALSE(memo_.args({}));
    }
}

TEST_F(MemoRedactorTest, SecretsAreFoundEveryTime) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(memo_.text("password=hunter2"), "password=[redacted]");
        EXPECT_EQ(memo_.args({"x", "--token", "abc"}), (std::vector<std::string>{"x", "--token", "[redacted]"}));
    }
}

// "x" and "--token" are clean texts each; "--token", "x" is not, and neither is a text for an argv.
TEST_F(MemoRedactorTest, AnArgvIsNotTakenForItsParts) {
    EXPECT_FALSE(memo_.text("--token"));
    EXPECT_FALSE(memo_.text("x"));
    EXPECT_TRUE(memo_.args({"--token", "x"}));
    EXPECT_FALSE(memo_.args({"a", "b"}));
    EXPECT_FALSE(memo_.args({"a\n", "b"}));
}

TEST_F(MemoRedactorTest, ManyTextsDoNotGrowItForEver) {
    for (int i = 0; i < 40000; ++i) ASSERT_FALSE(memo_.text("/srv/" + std::to_string(i)));
    EXPECT_TRUE(memo_.text("secret=1234567"));
}

}  // namespace
}  // namespace overboard::base
