// SPDX-License-Identifier: Apache-2.0
// `exceptions` in every form that Falco has, added to by later files, and what is said of unsafe ones.
#include "support/observed.h"
#include "unit/engine/loaded.h"

namespace overboard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kBase = rule("r", "evt.kind = exec") + "  exceptions:\n";

bool raises(const std::vector<std::string>& files, const char* exe, const char* comm = "x") {
    const Loaded loaded{files};
    EXPECT_TRUE(loaded.engine) << loaded.error;
    Observed seen{exec(exe).comm(comm).container(7).event()};
    return loaded.engine && loaded.engine->judge(seen.observation(), seen).has_value();
}

TEST(Exceptions, EveryForm) {
    for (const char* form :
         {"  - {name: a, fields: [proc.exepath, container], comps: [=, =], values: [[/bin/a, true], [/bin/b, true]]}\n",
          "  - {name: a, fields: [proc.exepath], values: [[/bin/a], [/bin/b]]}\n",
          "  - {name: a, fields: proc.exepath, values: [/bin/a, /bin/b]}\n",
          "  - {name: a, fields: proc.exepath, comps: in, values: [[/bin/a], /bin/b]}\n",
          "  - {name: a, fields: proc.exepath, comps: pmatch, values: [/bin/a, /bin/b]}\n",
          "  - {name: a, fields: [proc.exepath], comps: [in], values: [[[/bin/a, /bin/b]]]}\n",
          "  - {name: a, fields: [proc.exepath, proc.exe_name], comps: [startswith, in], values: [[/bin/, [a, b]]]}\n",
          "  - {name: a, fields: [tolower(proc.exe_name)], comps: [in], values: [[[a, b]]]}\n",
          "  - name: a\n    fields: proc.exe_name\n    values: [names]\n"}) {
        const std::vector<std::string> files{"- list: names\n  items: [a, b]\n" + kBase + form};
        EXPECT_FALSE(raises(files, "/bin/a")) << form;
        EXPECT_FALSE(raises(files, "/bin/b")) << form;
        EXPECT_TRUE(raises(files, "/bin/c")) << form;
    }
}

TEST(Exceptions, HaveMeaningOnlyWithValues) {
    EXPECT_TRUE(raises({kBase + "  - {name: a, fields: [proc.exepath], comps: [=]}\n"}, "/bin/a"));
    EXPECT_TRUE(raises({kBase + "  - {name: a, fields: proc.exepath, values: []}\n"}, "/bin/a"));
}

TEST(Exceptions, LaterFilesAddValuesAndOnesOfTheirOwn) {
    const std::string base = kBase + "  - {name: a, fields: [proc.exepath], comps: [endswith]}\n";
    for (const char* more :
         {"- rule: r\n  append: true\n  exceptions:\n  - {name: a, values: [[in/a]]}\n",
          "- rule: r\n  exceptions:\n  - {name: a, values: [[in/a]]}\n  override: {exceptions: append}\n",
          "- rule: r\n  exceptions:\n  - {name: b, fields: proc.exe_name, values: [a]}\n  override: {exceptions: "
          "append}\n",
          "- rule: r\n  exceptions:\n  - {name: a, fields: proc.exe_name, values: [a]}\n  override: {exceptions: "
          "replace}\n"}) {
        EXPECT_FALSE(raises({base, more}, "/bin/a")) << more;
        EXPECT_TRUE(raises({base, more}, "/bin/c")) << more;
    }
}

TEST(Exceptions, FaultsPointToTheirPlace) {
    const auto lines = [](const std::string& exceptions) { return Loaded{kBase + exceptions}.lines(); };
    EXPECT_THAT(lines("  - {name: a, fields: [proc.nam], values: [[x]]}\n"),
                ElementsAre("a.yaml:7:24: error: unknown field 'proc.nam' (hint: proc.name)"));
    EXPECT_THAT(lines("  - {name: a, fields: [proc.pid], values: [[x]]}\n"),
                ElementsAre(HasSubstr("a.yaml:7:45: error: 'x' is no number")));
    EXPECT_THAT(lines("  - {fields: [proc.name]}\n"), ElementsAre(HasSubstr("an exception needs a name")));
    EXPECT_THAT(lines("  - {name: a}\n"), ElementsAre(HasSubstr("names no 'fields'")));
    EXPECT_THAT(
        lines("  - {name: a, fields: proc.exepath, comps: startswith}\n"),
        ElementsAre(HasSubstr("'startswith' compares nothing in an exception (hint: in, pmatch or intersects)")));
    EXPECT_THAT(lines("  - {name: a, fields: [proc.exepath, proc.exe_name], comps: [=]}\n"),
                ElementsAre(HasSubstr("'comps' has 1 comparisons for 2 fields")));
    EXPECT_THAT(lines("  - {name: a, fields: [proc.exepath, proc.exe_name], values: [[a]]}\n"),
                ElementsAre(HasSubstr("must be a list of 2")));
    EXPECT_THAT(lines("  - {name: a, fields: proc.exepath, values: [a]}\n  - {name: a, fields: proc.exe_name}\n"),
                testing::Contains(HasSubstr("stands here twice")));
    EXPECT_THAT(lines("  - {name: a, fields: proc.exepath, value: [a]}\n"),
                testing::Contains(HasSubstr("unknown key 'value' (hint: values)")));
    EXPECT_THAT(lines("  - 4\n"), ElementsAre(HasSubstr("an exception must have a name and fields")));
}

TEST(Exceptions, OnWhatTheAttackerChoosesAreWarnedOf) {
    const auto lines = [](const std::string& more) {
        return Loaded({rule("r", "evt.kind = exec and m") +
                           "- macro: m\n  condition: not known\n- macro: known\n  condition: evt.num = 0\n",
                       more})
            .lines();
    };
    for (const char* more :
         {"- rule: r\n  append: true\n  condition: and not proc.name = x\n",
          "- rule: r\n  condition: and not (proc.name = x or proc.exepath = /bin/y)\n  override: {condition: append}\n",
          "- rule: r\n  append: true\n  exceptions: [{name: a, fields: [proc.cmdline], values: [[x]]}]\n"})
        EXPECT_THAT(lines(more), ElementsAre(testing::AllOf(HasSubstr("warning: this exception rests on proc."),
                                                            HasSubstr("container.image.digest"), HasSubstr("b.yaml:"))))
            << more;
    for (const char* more :
         {"- rule: r\n  append: true\n  condition: and not proc.exepath = /bin/x\n",
          "- rule: r\n  append: true\n  condition: and not (proc.name = x and container.image.repository = y)\n",
          "- rule: r\n  append: true\n  condition: and proc.name = x\n",
          "- rule: r\n  append: true\n  exceptions: [{name: a, fields: [k8s.ns.name], values: [[x]]}]\n"})
        EXPECT_THAT(lines(more), IsEmpty()) << more;
    const Loaded named{{"- macro: known\n  condition: evt.num = 0\n" + rule("r", "evt.kind = exec and not known"),
                        "- macro: known\n  condition: proc.name = x\n"}};
    EXPECT_THAT(named.lines(), ElementsAre(HasSubstr("b.yaml:2:14: warning: this exception rests on proc.name")));
}

TEST(Exceptions, StandInTheConditionAsItIsExplained) {
    const Loaded loaded{kBase + "  - {name: a, fields: proc.exepath, values: [/bin/a]}\n"};
    ASSERT_TRUE(loaded.engine) << loaded.error;
    EXPECT_EQ(loaded.engine->rules()[0].condition, "evt.kind = exec and not proc.exepath in (/bin/a)");
}

}  // namespace
}  // namespace overboard::test
