// SPDX-License-Identifier: Apache-2.0
#include "cli/excerpt.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace overboard::cli {
namespace {

class Excerpt : public testing::Test {
protected:
    Excerpt() : path_(std::filesystem::temp_directory_path() / ("excerpt-" + std::to_string(getpid()))) {}
    ~Excerpt() override { std::filesystem::remove(path_); }

    void write(const std::string& text) { std::ofstream(path_, std::ios::binary) << text; }
    std::string at(int line, int column) {
        engine::Diagnostic diagnostic;
        diagnostic.file = path_;
        diagnostic.line = line;
        diagnostic.column = column;
        return excerpts_.of(diagnostic);
    }

    std::filesystem::path path_;
    Excerpts excerpts_;
};

TEST_F(Excerpt, TheMarkStandsBelowTheFirstByteOfWhatIsWrong) {
    write("- rule: a\n  condition: evt.knd = open\n");
    EXPECT_EQ(at(2, 14), "    condition: evt.knd = open\n               ^\n") << "indentation is left out";
    EXPECT_EQ(at(1, 1), "    - rule: a\n    ^\n");
}

TEST_F(Excerpt, BehindTheLastByteIsAPlaceToo) {
    write("condition: (a or b\nlast");
    EXPECT_EQ(at(1, 19), "    condition: (a or b\n                      ^\n");
    EXPECT_EQ(at(1, 400), at(1, 19)) << "further than that is its end";
    EXPECT_EQ(at(2, 1), "    last\n    ^\n") << "a last line without its end";
}

TEST_F(Excerpt, WhatHasNoPlaceHasNoExcerpt) {
    write("one\n");
    for (const auto& [line, column] : {std::pair{0, 1}, {1, 0}, {2, 1}, {-1, 1}}) EXPECT_EQ(at(line, column), "");
    std::filesystem::remove(path_);
    Excerpts fresh;
    EXPECT_EQ(fresh.of({engine::Diagnostic::Severity::error, path_, 1, 1, "", ""}), "") << "the file is gone";
}

TEST_F(Excerpt, CharactersAreCountedAndNotBytes) {
    write("desc: größer als x\n");
    EXPECT_EQ(at(1, 20), "    desc: größer als x\n" + std::string(4 + 17, ' ') + "^\n") << "x is the 20th byte";
    EXPECT_EQ(at(1, 10), at(1, 9)) << "the second byte of a character is that character";
}

TEST_F(Excerpt, TabsAreOneBlankAndControlBytesAreShown) {
    write("a:\tb\x1b[31mc\r\nnext\r\n");
    EXPECT_EQ(at(1, 4), "    a: b\\x1b[31mc\n       ^\n");
    EXPECT_EQ(at(2, 1), "    next\n    ^\n") << "CR LF ends a line";
    EXPECT_EQ(at(1, 10), "    a: b\\x1b[31mc\n" + std::string(4 + 12, ' ') + "^\n") << "below what is shown";
}

TEST_F(Excerpt, ALongLineIsCutAroundThePlace) {
    const std::string left(300, 'l'), right(300, 'r');
    write(left + "!" + right);
    EXPECT_EQ(at(1, 301),
              "    " + std::string(60, 'l') + "!" + std::string(39, 'r') + "\n    " + std::string(60, ' ') + "^\n");
    EXPECT_EQ(at(1, 11), "    " + std::string(100, 'l') + "\n              ^\n") << "near its start it begins there";
}

TEST_F(Excerpt, AMarkOfByteOrderIsNoText) {
    write("\xef\xbb\xbf- rule: a\n");
    EXPECT_EQ(at(1, 3), "    - rule: a\n      ^\n");
}

}  // namespace
}  // namespace overboard::cli
