// SPDX-License-Identifier: Apache-2.0
// Files made to break the reader: a diagnostic each, never a crash, never minutes.
#include <random>

#include "engine/yaml.h"
#include "unit/engine/loaded.h"

namespace overboard::test {
namespace {

using testing::HasSubstr;

std::string first(const std::string& text) {
    const Loaded bad{text};
    EXPECT_FALSE(bad.engine);
    return bad.diagnostics.empty() ? "" : engine::to_string(bad.diagnostics[0]);
}

TEST(Hostile, BytesThatAreNoText) {
    EXPECT_EQ(first("- list: a\n  items: [\xff]\n"),
              "a.yaml:2:11: error: the byte 0xff is not text (hint: save the file as UTF-8)");
    EXPECT_THAT(first(std::string("- list: a\0b\n", 12)), HasSubstr("a.yaml:1:10: error: the byte 0x00"));
    EXPECT_THAT(first("- list: \xed\xa0\x80\n"), HasSubstr("is not text"));
    EXPECT_THAT(first("- list: a\x1b[2J\n"), HasSubstr("the byte 0x1b"));
}

TEST(Hostile, TabsAndBrokenSyntax) {
    EXPECT_THAT(first("- rule: r\n\tdesc: d\n"), HasSubstr("a.yaml:2:"));
    EXPECT_THAT(first("- rule: [a\n- b: 'c\n"), HasSubstr("error: "));
    EXPECT_THAT(first("- {a: b: c}\n"), HasSubstr("error: "));
}

TEST(Hostile, Depth) {
    EXPECT_THAT(first(std::string(100'000, '[')), HasSubstr("nested too deeply"));
    EXPECT_THAT(first("- list: a\n  items: " + std::string(40, '[') + std::string(40, ']') + "\n"),
                HasSubstr("nested too deeply"));
}

// Read as they are written, these two would not end within the time that the test run gives them.
TEST(Hostile, AliasBombs) {
    std::string bomb = "- list: a0\n  items: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 40; ++i) {
        const auto below = "*a" + std::to_string(i - 1);
        bomb +=
            "- list: a" + std::to_string(i) + "\n  items: &a" + std::to_string(i) + " [" + below + ", " + below + "]\n";
    }
    EXPECT_THAT(first(bomb), HasSubstr("an item must be a text"));
    EXPECT_THAT(first("- &a [*a]\n"), HasSubstr("error: "));
}

TEST(Hostile, ListBombs) {
    std::string bomb = "- list: a0\n  items: [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 30; ++i) {
        const auto below = "a" + std::to_string(i - 1);
        bomb += "- list: a" + std::to_string(i) + "\n  items: [" + below + ", " + below + ", " + below + "]\n";
    }
    EXPECT_THAT(first(bomb), HasSubstr("grows past 100000 items"));
}

TEST(Hostile, ManyValues) {
    std::string many = "- list: a\n  items: [";
    for (int i = 0; i < 250'000; ++i) many += "a,";
    EXPECT_THAT(first(many + "a]\n"), HasSubstr("too many values"));
}

// Large, but not too large: it loads.
TEST(Hostile, EnormousLists) {
    std::string list = "- list: names\n  items: [n0";
    for (int i = 1; i < 90'000; ++i) list += ", n" + std::to_string(i);
    const auto start = std::chrono::steady_clock::now();
    const Loaded good{list + "]\n" + rule("r", "evt.kind = exec and proc.name in (names)")};
    EXPECT_TRUE(good.engine) << good.error;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
    std::string inlined = "proc.name in (n0";
    for (int i = 1; i < 50'000; ++i) inlined += ", n" + std::to_string(i);
    EXPECT_THAT(first(rule("r", inlined + ")")), HasSubstr("more than 256 KiB"));
}

// A file of nothing but faults costs as many readings as it is told of.
TEST(Hostile, AFileOfSyntaxErrors) {
    std::string bad;
    for (int i = 0; i < 20'000; ++i) bad += "- rule: [\n";
    const auto start = std::chrono::steady_clock::now();
    const Loaded told{bad};
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
    EXPECT_THAT(told.diagnostics, testing::SizeIs(testing::AllOf(testing::Ge(1U), testing::Le(16U))));
    EXPECT_THAT(Loaded{std::string(4096, '\xff')}.diagnostics, testing::SizeIs(testing::Le(18U)));
}

TEST(Hostile, DamagedFilesNeverCrash) {
    const std::string good =
        "- list: l\n  items: [a, \"b\", 'c']\n- macro: m\n  condition: >\n    proc.name in (l) or\n    not proc.pid = "
        "4\n" +
        rule("r", "evt.kind = exec and m", "  tags: [x]\n  remediation: {pod: a, app: b}\n");
    std::mt19937 random{11};
    for (int i = 0; i < 3'000; ++i) {
        std::string bad = good;
        for (unsigned n = 1 + random() % 4; n > 0; --n) bad[random() % bad.size()] = static_cast<char>(random() % 256);
        if (random() % 4 == 0) bad.resize(random() % bad.size());
        std::vector<engine::Diagnostic> diagnostics;
        engine::parse_yaml(bad, "f", diagnostics);
        if (i % 10 == 0) Loaded{bad};
    }
}

}  // namespace
}  // namespace overboard::test
