// SPDX-License-Identifier: Apache-2.0
// What is said of conditions that are well formed and cannot mean what their author meant; and of the rest of a file.
#include "unit/engine/loaded.h"

namespace overboard::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> lines(const std::string& condition) { return Loaded{rule("r", condition)}.lines(); }

TEST(Checks, ComparisonsThatAreNeverTrue) {
    EXPECT_THAT(lines("container and fd.typechar = x"),
                ElementsAre(HasSubstr("a.yaml:3:28: warning: this is never true of fd.typechar (hint: it is f, d, u")));
    EXPECT_THAT(lines("container and fd.num = 7"),
                ElementsAre(HasSubstr("never true of fd.num (hint: it is -1 to 0)")));
    EXPECT_THAT(lines("container and socket.peer_port > 70000"), ElementsAre(HasSubstr("it is 0 to 65535")));
    EXPECT_THAT(lines("evt.type = execve and evt.dir = >"), ElementsAre(HasSubstr("never true of evt.dir")));
    EXPECT_THAT(lines("evt.type = execvee"),
                ElementsAre(HasSubstr("a.yaml:3:25: error: there is no event 'execvee' (hint: execve)")));
}

TEST(Checks, ClausesThatContradictEachOther) {
    for (const char* text :
         {"fd.type = file and fd.type in (unix, ipv4)", "proc.exepath = /bin/a and proc.exepath startswith /usr",
          "proc.pid > 5 and container and proc.pid < 3", "container and not container",
          "not fd.name exists and fd.name = x", "fd.name = x and not fd.name in (x, y)",
          "file.read and m and file.path = x"})
        EXPECT_THAT(Loaded{"- macro: m\n  condition: file.read = false\n" + rule("r", text)}.lines(),
                    Contains(HasSubstr("warning: this can never be true together with")))
            << text;
    EXPECT_THAT(
        lines("evt.type = connect and file.path startswith /etc"),
        ElementsAre(HasSubstr("a.yaml:3:37: warning: no event that the clauses before it leave (connect) can have "
                              "file.path so (hint: it is of open")));
    EXPECT_THAT(lines("evt.type = execve and evt.type = connect"), ElementsAre(HasSubstr("no event that the clauses")));
    EXPECT_THAT(lines("proc.name in () and container"), IsEmpty()) << "an empty list waits for items";
    EXPECT_THAT(Loaded{"- macro: never\n  condition: evt.num = 0\n" + rule("r", "never and container")}.lines(),
                ElementsAre(HasSubstr("no event can make this condition true")));
}

TEST(Checks, SayNothingOfWhatCanBe) {
    for (const char* text :
         {"proc.name = a and proc.name startswith a", "proc.aname = a and proc.aname = b",
          "proc.pid > 3 and proc.pid < 5", "fd.name = x or fd.name = y", "proc.name = a and not proc.name = b",
          "proc.aname[1] = a and proc.aname[2] = b", "evt.type in (open, connect) and fd.name = /run/x",
          "evt.dir = < and evt.type = execve", "proc.name = val(proc.pname) and proc.name = x"})
        EXPECT_THAT(lines(text), IsEmpty()) << text;
}

TEST(Checks, ConstantMacrosAreFoldedAndNotWarnedOf) {
    const std::string macros = "- macro: never\n  condition: (evt.num=0)\n- macro: always\n  condition: (evt.num>=0)\n";
    const Loaded off{macros + rule("r", "evt.kind = open and (never or file.name = x)")};
    EXPECT_THAT(off.lines(), IsEmpty());
    EXPECT_EQ(off.engine->kernel_filter().config.open_own, OB_ADMIT_NAMED);
    const Loaded on{macros + rule("r", "evt.kind = open and not never and always and file.name = x")};
    EXPECT_EQ(on.engine->kernel_filter().config.open_own, OB_ADMIT_NAMED);
}

TEST(Checks, NotesTellOfNames) {
    engine::LoadOptions options;
    options.notes = true;
    const Loaded loaded{
        {"- macro: unused\n  condition: container\n- list: l\n  items: [l]\n- list: used\n  items: [a]\n"
         "- macro: file.path\n  condition: container\n" +
             rule("r", "proc.name in (used)"),
         rule("r", "proc.name in (used)") + "- list: used\n  items: [b]\n"},
        options};
    EXPECT_THAT(loaded.lines(), testing::UnorderedElementsAre(
                                    HasSubstr("a.yaml:1:3: note: nothing uses the macro 'unused'"),
                                    HasSubstr("a.yaml:3:3: note: nothing uses the list 'l'"),
                                    HasSubstr("nothing uses the macro 'file.path'"),
                                    HasSubstr("the macro 'file.path' hides the field of that name"),
                                    HasSubstr("b.yaml:1:3: note: the rule 'r' takes the place of an earlier one"),
                                    HasSubstr("b.yaml:6:3: note: the list 'used' takes the place")));
}

TEST(Checks, Overrides) {
    const std::string base = rule("r", "evt.kind = exec", "  tags: [a]\n");
    const auto said = [&](const std::string& more) { return Loaded({base, more}).lines(); };
    EXPECT_THAT(said("- rule: r\n  priority: INFO\n  override: {priority: append}\n"),
                ElementsAre(HasSubstr("nothing can be appended to 'priority'")));
    EXPECT_THAT(said("- rule: r\n  override: {desc: replace}\n"), ElementsAre(HasSubstr("speaks of 'desc', which")));
    EXPECT_THAT(said("- rule: r\n  desc: x\n  override: {desc: add}\n"), Contains(HasSubstr("'add' is no way")));
    EXPECT_THAT(said("- rule: r\n  desc: x\n  append: true\n  override: {desc: append}\n"),
                Contains(HasSubstr("do not go together")));
    EXPECT_THAT(said("- rule: s\n  enabled: false\n"), ElementsAre(HasSubstr("there is no rule 's' to be switched")));
    const Loaded all{
        {base,
         "- rule: r\n  desc: more\n  output: more\n  tags: [b]\n  condition: and container\n  enabled: false\n"
         "  priority: INFO\n  warn_evttypes: false\n  skip-if-unknown-filter: true\n  override: {desc: append, "
         "output: append, tags: append, condition: append, enabled: replace, priority: replace, warn_evttypes: "
         "replace, skip-if-unknown-filter: replace}\n"}};
    ASSERT_TRUE(all.engine) << all.error;
    const auto& rule = all.engine->rules()[0];
    EXPECT_EQ(rule.desc, "d more");
    EXPECT_EQ(rule.output, "o more");
    EXPECT_THAT(rule.tags, ElementsAre("a", "b"));
    EXPECT_EQ(rule.condition, "evt.kind = exec and container");
    EXPECT_FALSE(rule.enabled);
    EXPECT_EQ(rule.priority, engine::Priority::informational);
}

TEST(Checks, Versions) {
    for (const char* good : {"0.57.0", "26", "0.63.0"})
        EXPECT_THAT(Loaded{std::string{"- required_engine_version: "} + good + "\n"}.lines(), IsEmpty()) << good;
    EXPECT_THAT(
        Loaded{"- required_engine_version: 0.99.0\n"}.lines(),
        ElementsAre(HasSubstr("a.yaml:1:28: error: the file asks for version 0.99.0 of Falco's engine, 0.63.0")));
    EXPECT_THAT(Loaded{"- required_engine_version: new\n"}.lines(), ElementsAre(HasSubstr("'new' is no version")));
    EXPECT_THAT(
        Loaded{"- required_plugin_versions:\n  - {name: k8saudit, version: 0.7.0, alternatives: [{name: x, version: "
               "0.1.0}]}\n"}
            .lines(),
        IsEmpty());
    EXPECT_THAT(Loaded{"- required_plugin_versions: [{name: x}]\n"}.lines(),
                ElementsAre(HasSubstr("needs a 'version'")));
    EXPECT_THAT(Loaded{"- required_plugin_versions: x\n"}.lines(), ElementsAre(HasSubstr("must be a list")));
}

TEST(Checks, CaptureIsTakenAndSaidToDoNothing) {
    const std::string text = rule("r", "container", "  capture: true\n  capture_duration: 5000\n");
    EXPECT_THAT(Loaded{text}.lines(), IsEmpty());
    engine::LoadOptions options;
    options.notes = true;
    EXPECT_THAT(Loaded(text, options).lines(), Contains(HasSubstr("'capture' has no effect")));
}

TEST(Checks, RegularExpressionsThatWouldRunAway) {
    EXPECT_THAT(lines("proc.name regex ((a{1,100}){1,100}){1,100}"), Contains(HasSubstr("error: ")));
    EXPECT_THAT(lines("proc.name regex \"((a{1,100}){1,100}){1,100}\""),
                Contains(HasSubstr("is no regular expression of RE2")));
    EXPECT_THAT(lines("proc.name regex \"(a+)+$\""), IsEmpty()) << "linear in RE2";
}

}  // namespace
}  // namespace overboard::test
