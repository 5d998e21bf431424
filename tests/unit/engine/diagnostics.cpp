// SPDX-License-Identifier: Apache-2.0
// What a user is told of a faulty rule file: where, what, and what to write instead.
#include "unit/engine/loaded.h"

namespace overboard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Diagnostics, AGoodFileHasNone) {
    const Loaded good{rule("r", "evt.kind = exec and proc.name in (a, b)")};
    EXPECT_THAT(good.lines(), IsEmpty());
    ASSERT_TRUE(good.engine);
    EXPECT_EQ(good.engine->rules()[0].id, "r");
    EXPECT_EQ(good.engine->sha256().size(), 64U);
}

TEST(Diagnostics, PointIntoAPlainScalar) {
    EXPECT_THAT(Loaded{rule("r", "evt.kind = exec and proc.nam = x")}.lines(),
                ElementsAre("a.yaml:3:34: error: unknown field 'proc.nam' (hint: proc.name)"));
}

TEST(Diagnostics, PointIntoBlocks) {
    const char* folded =
        "- rule: r\n  desc: d\n  output: o\n  priority: WARNING\n  condition: >  # folded\n    evt.kind = exec\n"
        "    and (proc.pid = 4\n\n      or proc.nam = x)\n";
    EXPECT_THAT(Loaded{folded}.lines(), ElementsAre("a.yaml:9:10: error: unknown field 'proc.nam' (hint: proc.name)"));
    const char* literal = "- macro: m\n  condition: |-\n    proc.pid = 4 or\n    proc.pid = five\n";
    EXPECT_THAT(Loaded{literal}.lines(), ElementsAre(HasSubstr("a.yaml:4:16: error: 'five' is no number")));
}

TEST(Diagnostics, PointIntoQuotedAndPlainScalarsOfManyLines) {
    const char* quoted = "- macro: m\n  condition: 'proc.name = \"it''s\" or\n    proc.nam = x'\n";
    EXPECT_THAT(Loaded{quoted}.lines(), ElementsAre(HasSubstr("a.yaml:3:5: error: unknown field")));
    const char* escaped = "- macro: m\n  condition: \"proc.name = \\\"a\\\" or proc.nam = x\"\n";
    EXPECT_THAT(Loaded{escaped}.lines(), ElementsAre(HasSubstr("a.yaml:2:36: error: unknown field")));
    const char* plain = "- macro: m\n  condition: proc.pid = 1\n    or proc.pid = 2\n    or nothing\n";
    EXPECT_THAT(Loaded{plain}.lines(), ElementsAre(HasSubstr("a.yaml:4:8: error: unknown macro 'nothing'")));
}

TEST(Diagnostics, WindowsLineEndsAndAByteOrderMarkAreText) {
    std::string text = "\xef\xbb\xbf" + rule("r", "proc.pid = 4 and proc.nam = x");
    for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos; at += 2) text.replace(at, 1, "\r\n");
    EXPECT_THAT(Loaded{text}.lines(), ElementsAre(HasSubstr("a.yaml:3:31: error: unknown field 'proc.nam'")));
}

TEST(Diagnostics, AllOfThemInOneRun) {
    const Loaded bad{"- list: l\n  item: [a]\n- macro: m\n  condition: x.y = 1\n" + rule("r", "z and") +
                     "- rule: s\n  desc: d\n  priority: HIGH\n  outputs: o\n  condition: evt.kind = exec\n"};
    EXPECT_THAT(bad.lines(), SizeIs(7));
    EXPECT_THAT(bad.error, HasSubstr("7 errors, the first: "));
    EXPECT_FALSE(bad.engine);
}

// A syntax error ends one condition, or one item of YAML, and nothing else.
TEST(Diagnostics, SyntaxErrorsHideNothingBehindThem) {
    const std::string conditions = "- macro: broken\n  condition: (proc.name = x and\n" +
                                   rule("One", "evt.kind = exec and and proc.name = y") +
                                   rule("Two", "proc.name = \"x") + rule("Three", "proc.name ~ x", "  tag: [t]\n") +
                                   rule("Four", "evt.kind = exec and proc.nam = x and proc.pid = five");
    const std::string yaml = rule("Five", "proc.nam = x") + "- rule: Six\n\tdesc: tab\n" +
                             rule("Seven", "proc.pi = 1") + "- rule: Eight\n  desc: [a\n" +
                             rule("Nine", "proc.cmdlin = x");
    const Loaded bad{std::vector<std::string>{conditions, yaml, "- list: \xff\n  items: [a]\n- rul: Ten\n"}};
    EXPECT_THAT(bad.lines(),
                testing::UnorderedElementsAre(
                    HasSubstr("a.yaml:2:32: error: the condition ends where a field or a macro should stand"),
                    HasSubstr("a.yaml:5:34: error: 'and' has nothing to its left (hint: remove it"),
                    HasSubstr("a.yaml:10:28: error: a quoted value after '=' is never closed"),
                    HasSubstr("a.yaml:15:24: error: expected 'and', 'or' or the end of the condition, found '~'"),
                    "a.yaml:18:3: error: unknown key 'tag' (hint: tags)",
                    "a.yaml:21:34: error: unknown field 'proc.nam' (hint: proc.name)",
                    HasSubstr("a.yaml:21:62: error: 'five' is no number"),
                    "b.yaml:3:14: error: unknown field 'proc.nam' (hint: proc.name)",
                    "b.yaml:7:1: error: illegal tab when looking for indentation (hint: indent with blanks, no tabs)",
                    HasSubstr("b.yaml:10:14: error: unknown field 'proc.pi' (hint: proc.p"), HasSubstr("b.yaml:15:"),
                    "b.yaml:17:14: error: unknown field 'proc.cmdlin' (hint: proc.cmdline)",
                    "c.yaml:1:9: error: the byte 0xff is not text (hint: save the file as UTF-8)",
                    HasSubstr("c.yaml:3:3: error: this is neither a rule nor a macro nor a list")));
}

TEST(Diagnostics, UnknownAndMissingKeys) {
    EXPECT_THAT(Loaded{rule("r", "evt.num = 0", "  prioritty: x\n")}.lines(),
                ElementsAre("a.yaml:6:3: error: unknown key 'prioritty' (hint: priority)"));
    EXPECT_THAT(Loaded{"- rule: r\n  desc: d\n  condition: evt.num = 0\n  output: o\n"}.lines(),
                ElementsAre("a.yaml:1:3: error: the rule 'r' has no 'priority'"));
    EXPECT_THAT(Loaded{"- rul: r\n"}.lines(), ElementsAre(HasSubstr("neither a rule nor a macro nor a list")));
    EXPECT_THAT(Loaded{"rules: []\n"}.lines(), ElementsAre(HasSubstr("a rule file is a list")));
    EXPECT_THAT(Loaded{rule("r", "evt.num = 0", "  remediation: {pot: x}\n")}.lines(),
                ElementsAre(HasSubstr("unknown key 'pot'")));
}

TEST(Diagnostics, DuplicateKeys) {
    EXPECT_THAT(Loaded{rule("r", "evt.num = 0", "  desc: again\n")}.lines(),
                ElementsAre("a.yaml:6:3: error: the key 'desc' stands here twice, first in line 2"));
}

TEST(Diagnostics, Outputs) {
    EXPECT_THAT(
        Loaded{"- rule: r\n  desc: d\n  condition: evt.num = 0\n  output: 'a %proc.nam b'\n  priority: INFO\n"}.lines(),
        ElementsAre("a.yaml:4:14: error: unknown field 'proc.nam' (hint: proc.name)"));
    EXPECT_THAT(Loaded{"- rule: r\n  desc: d\n  condition: evt.num = 0\n  output: 100%\n  priority: INFO\n"}.lines(),
                ElementsAre(HasSubstr("a '%' without a field")));
}

TEST(Diagnostics, CyclesAndEqualIds) {
    EXPECT_THAT(Loaded{"- list: a\n  items: [b]\n- list: b\n  items: [x, a]\n"}.lines(),
                testing::Contains(HasSubstr("contains itself")));
    EXPECT_THAT(Loaded{"- macro: a\n  condition: b\n- macro: b\n  condition: a\n"}.lines(),
                testing::Contains(HasSubstr("refers to itself")));
    EXPECT_THAT(Loaded{rule("r", "evt.num = 0", "  id: x\n") + rule("s", "evt.num = 0", "  id: x\n")}.lines(),
                ElementsAre(HasSubstr("a.yaml:7:3: error: the id 'x' belongs to 'r' already")));
    EXPECT_THAT(Loaded{rule("r", "evt.num = 0", "  id: Not Good\n")}.lines(), ElementsAre(HasSubstr("is no id")));
}

TEST(Diagnostics, FaultsOfASharedListAreToldOnce) {
    const std::string list = "- list: ports\n  items: [80, http]\n";
    EXPECT_THAT(Loaded{list + rule("r", "socket.peer_port in (ports)") + rule("s", "fd.sport in (ports)")}.lines(),
                ElementsAre(HasSubstr("a.yaml:2:15: error: 'http' is no number, as socket.peer_port is"),
                            HasSubstr("a.yaml:2:15: error: 'http' is no number, as fd.sport is")));
}

TEST(Diagnostics, FilesThatAreNotThereOrTooLarge) {
    std::vector<engine::Diagnostic> diagnostics;
    const std::string paths[] = {"/does/not/exist.yaml"};
    EXPECT_FALSE(engine::Engine::load(paths, {}, diagnostics));
    EXPECT_THAT(diagnostics, SizeIs(1));
    const Loaded large{std::string(9 * 1024 * 1024, '#')};
    EXPECT_FALSE(large.engine);
    EXPECT_THAT(large.lines(), SizeIs(1));
}

TEST(Diagnostics, UnknownNamesInOptionsAreWarnings) {
    engine::LoadOptions options;
    options.disable = {"shel"};
    options.priority = {{"nobody-knows", engine::Priority::debug}};
    const Loaded loaded{rule("shell", "evt.kind = exec"), options};
    ASSERT_TRUE(loaded.engine);
    EXPECT_THAT(loaded.lines(),
                ElementsAre("warning: rules.disable names the rule 'shel', which does not exist (hint: shell)",
                            "warning: rules.priority names the rule 'nobody-knows', which does not exist"));
}

}  // namespace
}  // namespace overboard::test
