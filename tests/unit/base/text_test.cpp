// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "base/text.h"

namespace overboard::base {
namespace {

using namespace std::string_literals;

TEST(Printable, LeavesOrdinaryTextAlone) {
    EXPECT_EQ(printable("/usr/bin/ruby3.1 -e 'x \\n'"), "/usr/bin/ruby3.1 -e 'x \\n'");
    EXPECT_EQ(printable("naïve 日本語 🚢"), "naïve 日本語 🚢");
    EXPECT_EQ(printable(""), "");
}

TEST(Printable, EscapesControlBytesAndAnsi) {
    EXPECT_EQ(printable("a\nb\r\tc\x1b[31mred\x07\x7f"), "a\\nb\\r\\tc\\x1b[31mred\\x07\\x7f");
    EXPECT_EQ(printable("nul\0in"s), "nul\\x00in");
    EXPECT_EQ(printable("\u009b31m\u0085"), "\\u{9b}31m\\u{85}") << "C1 controls steer terminals too";
}

TEST(Printable, EscapesWhatReordersOrHidesText) {
    EXPECT_EQ(printable("gpj.\u202eexe"), "gpj.\\u{202e}exe");
    EXPECT_EQ(printable("\u2066x\u2069\u2028\u200bz\ufeff"), "\\u{2066}x\\u{2069}\\u{2028}\\u{200b}z\\u{feff}");
    EXPECT_EQ(printable("\U000e0041"), "\\u{e0041}");
}

TEST(Printable, EscapesBytesThatAreNoUtf8) {
    EXPECT_EQ(printable("\xff\xfe"), "\\xff\\xfe");
    EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "overlong '/'";
    EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
    EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond Unicode";
    EXPECT_EQ(printable("end\xe2\x82"), "end\\xe2\\x82") << "cut within a code point";
}

TEST(Printable, EveryByteValueGivesOneValidLine) {
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    const std::string shown = printable(all + all);
    for (std::string_view rest = shown; !rest.empty();) {
        char32_t c = 0;
        const std::size_t n = utf8_sequence(rest, c);
        ASSERT_GT(n, 0U);
        ASSERT_GE(c, 0x20U);
        ASSERT_NE(c, 0x7fU);
        rest.remove_prefix(n);
    }
}

TEST(Cut, KeepsWhatFitsAndMarksWhatDoesNot) {
    EXPECT_EQ(cut("abcdef", 6), "abcdef");
    EXPECT_EQ(cut("abcdefg", 6), "abc…");
    EXPECT_EQ(cut("abc", 2), "");
    EXPECT_EQ(cut("abcd", 3), "…");
}

TEST(Cut, NeverSplitsACodePoint) {
    const std::string text = "ééééé";  // two bytes each
    for (std::size_t n = 3; n < text.size(); ++n) {
        const std::string got = cut(text, n);
        EXPECT_LE(got.size(), n);
        EXPECT_EQ(printable(got), got) << n;
        EXPECT_TRUE(got.ends_with(cut_mark));
    }
}

TEST(JsonQuote, EscapesWhatWouldEndTheString) {
    EXPECT_EQ(json_quote("a\"b\\c\n\x01\x7f"), "\"a\\\"b\\\\c\\u000a\\u0001\\u007f\"");
    EXPECT_EQ(json_quote("\xff é"), "\"\ufffd é\"");
}

TEST(Text, SmallHelpers) {
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
    EXPECT_EQ(join(std::array{"a"s, "b"s}, " > "), "a > b");
    EXPECT_EQ(basename("/usr/bin/ruby"), "ruby");
    EXPECT_EQ(basename("ruby"), "ruby");
    EXPECT_EQ(basename("a/"), "");
    EXPECT_EQ(hex(std::array<std::uint8_t, 3>{0x00, 0xab, 0x7f}), "00ab7f");
}

TEST(EditDistance, CountsSingleEdits) {
    EXPECT_EQ(edit_distance("proc.nam", "proc.name"), 1U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("same", "same"), 0U);
    EXPECT_EQ(edit_distance(std::string(100, 'a'), "a"), 100U);
}

}  // namespace
}  // namespace overboard::base
