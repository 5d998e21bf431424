// SPDX-License-Identifier: Apache-2.0
#include "condition/parser.h"

#include <gmock/gmock.h>

#include "condition/printer.h"

namespace overboard::condition {
namespace {

std::string printed(std::string_view text) {
    Faults faults;
    const auto tree = parse(text, 0, faults);
    return faults.empty() ? print(tree) : "fault: " + faults[0].message;
}

Fault fault(std::string_view text) {
    Faults faults;
    EXPECT_FALSE(parse(text, 3, faults).usable) << text;
    EXPECT_EQ(faults.size(), 1U) << text;
    return faults.empty() ? Fault{} : faults[0];
}

TEST(Parser, AndBindsCloserThanOr) {
    EXPECT_EQ(printed("a or b and c"), "a or b and c");
    EXPECT_EQ(printed("(a or b) and c"), "(a or b) and c");
    EXPECT_EQ(printed("((a)) and (b)"), "a and b");
    EXPECT_EQ(printed("not (a and b) or not(c)"), "not (a and b) or not c");
    EXPECT_EQ(printed("a and(b or c)"), "a and (b or c)");
}

TEST(Parser, TakesFalcosBareWords) {
    EXPECT_EQ(printed("proc.name in (runc:[0:PARENT], -bash)"), "proc.name in (runc:[0:PARENT], -bash)");
    EXPECT_EQ(printed("fd.name glob /proc/*/environ and proc.aname[2]=x"),
              "fd.name glob /proc/*/environ and proc.aname[2] = x");
    EXPECT_EQ(printed("evt.num>=0 and a.b!=c"), "evt.num >= 0 and a.b != c");
    EXPECT_EQ(printed("proc.name in (shell_binaries)"), "proc.name in (shell_binaries)");
    EXPECT_EQ(printed("proc.name in shell_binaries"), "proc.name in (shell_binaries)");
    EXPECT_EQ(printed("proc.name in ()"), "proc.name in ()");
    EXPECT_EQ(printed("fd.name exists and x"), "fd.name exists and x");
    EXPECT_EQ(printed("android or inner or notable"), "android or inner or notable");
}

TEST(Parser, QuotesAndEscapes) {
    EXPECT_EQ(printed("a.b = \"x y\" or a.b = '(systemd)'"), "a.b = \"x y\" or a.b = \"(systemd)\"");
    EXPECT_EQ(printed(R"x(a.b = "say \"hi\"\n")x"), R"x(a.b = "say \"hi\"\n")x");
    EXPECT_EQ(printed(R"x(a.b regex "\d+\.sh")x"), R"x(a.b regex "\\d+\\.sh")x");
    EXPECT_EQ(printed("a.b = \"\""), "a.b = \"\"");
}

TEST(Parser, LinesMayContinue) {
    EXPECT_EQ(printed("a and \\\n  b"), "a and b");
    EXPECT_EQ(printed("a and \\ b"), "a and b") << "as YAML folds it";
    EXPECT_EQ(printed("a\r\n and\tb\n"), "a and b");
}

TEST(Parser, PrintingGivesTheSameTree) {
    for (const char* text : {"a or (b and (c or not (d or e)))", "(a and b) and c", "a and (b and c)", "(a or b) or c",
                             "not not a", "not (not (a or b) and c)", "x.y in (\"a,b\", c, 'd e')"})
        EXPECT_EQ(printed(printed(text)), printed(text)) << text;
}

TEST(Parser, SaysWhereAndWhat) {
    const auto f = fault("a and and b");
    EXPECT_EQ(f.at.offset, 6U);
    EXPECT_EQ(f.at.source, 3U);
    EXPECT_EQ(f.message, "'and' has nothing to its left");
    EXPECT_EQ(fault("a and (b or c").message, "this '(' is never closed");
    EXPECT_EQ(fault("a and (b or c").at.offset, 6U);
    EXPECT_EQ(fault("a b").message, "expected 'and', 'or' or the end of the condition, found 'b'");
    EXPECT_EQ(fault("a)").hint, "one closing parenthesis too many");
    EXPECT_EQ(fault("a AND b").hint, "'and' and 'or', in small letters");
    EXPECT_EQ(fault("a.b = 'x").message, "a quoted value after '=' is never closed");
    EXPECT_EQ(fault("a.b in 'x'").message, "'in' needs a list");
    EXPECT_EQ(fault("a.b in (x y)").message, "expected ',' or ')', found 'y)'");
    EXPECT_EQ(fault("a.b[1 = x").message, "'a.b[' needs an argument and a closing ']'");
    EXPECT_EQ(fault("").message, "the condition ends where a field or a macro should stand");
    EXPECT_EQ(fault("a or").message, "the condition ends where a field or a macro should stand");
    EXPECT_EQ(fault("a.b = x=y").hint, "put a value that holds = or a quote into quotes");
}

TEST(Parser, DeepNestingIsAFaultAndNoCrash) {
    EXPECT_EQ(fault(std::string(100'000, '(') + "a" + std::string(100'000, ')')).message,
              "nested deeper than 100 levels");
    std::string negations;
    for (int i = 0; i < 20'000; ++i) negations += "not ";
    EXPECT_EQ(fault(negations + "a").message, "nested deeper than 100 levels");
    EXPECT_EQ(fault(std::string(max_bytes + 1, 'a')).message, "the condition has more than 256 KiB");
}

TEST(Parser, LongConditionsAreFlat) {
    std::string text = "a0";
    for (int i = 1; i < 10'000; ++i) text += " or a" + std::to_string(i);
    Faults faults;
    const auto tree = parse(text, 0, faults);
    ASSERT_TRUE(tree.usable);
    EXPECT_EQ(tree.nodes[tree.root].children.size(), 10'000U);
}

TEST(Parser, ListItemsKeepTheirQuotes) {
    EXPECT_EQ(parse_item("\"(systemd)\"", 0).text, "(systemd)");
    EXPECT_TRUE(parse_item("\"(systemd)\"", 0).quoted);
    EXPECT_EQ(parse_item("systemd", 0).text, "systemd");
    EXPECT_EQ(parse_item("it's", 0).text, "it's");
    EXPECT_EQ(parse_item("'a' b", 0).text, "'a' b");
}

}  // namespace
}  // namespace overboard::condition
