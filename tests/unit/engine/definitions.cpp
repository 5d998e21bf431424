// SPDX-License-Identifier: Apache-2.0
// Later files extend, override, replace and switch earlier ones.
#include "support/observed.h"
#include "unit/engine/loaded.h"

namespace overboard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

bool raises(const Loaded& loaded, const char* exe) {
    EXPECT_THAT(loaded.lines(), IsEmpty());
    Observed seen{exec(exe).container(7).event()};
    return loaded.engine && loaded.engine->judge(seen.observation(), seen).has_value();
}

const std::string base_file =
    "- list: names\n  items: [a, b]\n- macro: named\n  condition: proc.exe_name in (names)\n" +
    rule("r", "evt.kind = exec and named");

TEST(Definitions, ListsMacrosAndRulesWorkTogether) {
    const Loaded loaded{base_file};
    EXPECT_TRUE(raises(loaded, "/a"));
    EXPECT_FALSE(raises(loaded, "/c"));
}

TEST(Definitions, AppendAndOverride) {
    for (const char* more :
         {"- list: names\n  append: true\n  items: [c]\n", "- list: names\n  items: [c]\n  override: {items: append}\n",
          "- macro: named\n  append: true\n  condition: or proc.exe_name = c\n",
          "- rule: r\n  append: true\n  condition: or proc.exe_name = c\n",
          "- rule: r\n  override: {condition: append}\n  condition: or proc.exe_name = c\n"}) {
        const Loaded loaded{{base_file, more}};
        EXPECT_TRUE(raises(loaded, "/a")) << more;
        EXPECT_TRUE(raises(loaded, "/c")) << more;
    }
    const Loaded replaced{{base_file, "- list: names\n  items: [c]\n"}};
    EXPECT_FALSE(raises(replaced, "/a"));
    EXPECT_TRUE(raises(replaced, "/c"));
    const Loaded other{{base_file,
                        "- rule: r\n  override: {condition: replace, priority: replace}\n  condition: evt.kind = "
                        "exec\n  priority: alert\n"}};
    EXPECT_TRUE(raises(other, "/z"));
    EXPECT_EQ(other.engine->rules()[0].priority, engine::Priority::alert);
    EXPECT_EQ(other.engine->rules()[0].output, "o");
}

TEST(Definitions, AFaultInWhatWasAppendedPointsThere) {
    EXPECT_THAT((Loaded{{base_file, "# mine\n- rule: r\n  append: true\n  condition: and not proc.nam = x\n"}}.lines()),
                ElementsAre("b.yaml:4:22: error: unknown field 'proc.nam' (hint: proc.name)"));
    EXPECT_THAT((Loaded{{base_file, "- rule: s\n  append: true\n  condition: and x\n"}}.lines()),
                ElementsAre(HasSubstr("b.yaml:1:3: error: there is nothing to extend")));
    EXPECT_THAT(
        (Loaded{{base_file, "- rule: r\n  override: {condition: append}\n  condition: and evt.num > 0\n  output: x\n"}}
             .lines()),
        ElementsAre(HasSubstr("'override' does not say what happens to 'output'")));
}

TEST(Definitions, Switches) {
    EXPECT_FALSE(raises(Loaded({base_file, "- rule: r\n  enabled: false\n"}), "/a"));
    engine::LoadOptions options;
    options.disable = {"r"};
    const Loaded off{base_file, options};
    EXPECT_FALSE(raises(off, "/a"));
    EXPECT_FALSE(off.engine->rules()[0].enabled);
    options = {};
    options.priority = {{"r", engine::Priority::emergency}};
    EXPECT_EQ(Loaded(base_file, options).engine->rules()[0].priority, engine::Priority::emergency);
}

TEST(Definitions, PrioritiesOfEveryCaseAndKind) {
    for (const auto& [text, expected] : {std::pair{"EMERGENCY", engine::Priority::emergency},
                                         {"Alert", engine::Priority::alert},
                                         {"critical", engine::Priority::critical},
                                         {"ERROR", engine::Priority::error},
                                         {"Warning", engine::Priority::warning},
                                         {"notice", engine::Priority::notice},
                                         {"INFORMATIONAL", engine::Priority::informational},
                                         {"INFO", engine::Priority::informational},
                                         {"debug", engine::Priority::debug}}) {
        const Loaded loaded{
            "- rule: r\n  desc: d\n  condition: evt.num = 0\n  output: o\n  priority: " + std::string{text} + "\n"};
        ASSERT_TRUE(loaded.engine) << text;
        EXPECT_EQ(loaded.engine->rules()[0].priority, expected) << text;
    }
    EXPECT_THAT(Loaded{"- rule: r\n  desc: d\n  condition: evt.num = 0\n  output: o\n  priority: WARNNING\n"}.lines(),
                ElementsAre("a.yaml:5:13: error: 'WARNNING' is no priority (hint: warning)"));
}

TEST(Definitions, FalcosWaysOfWritingThem) {
    const Loaded loaded{
        "- required_engine_version: 0.57.0\n- required_plugin_versions:\n  - name: container\n    version: 0.4.0\n"
        "- macro: container\n  condition: (container.id != host)\n- list: shells\n  items: [ash, '\"(x)\"']\n"
        "- macro: spawned_process\n  condition: (evt.type in (execve, execveat))\n" +
        rule("Terminal shell in container", "spawned_process and container and proc.name in (shells)",
             "  tags: [a]\n  source: syscall\n  enabled: true\n")};
    EXPECT_THAT(loaded.lines(), IsEmpty());
    ASSERT_TRUE(loaded.engine);
    EXPECT_EQ(loaded.engine->rules()[0].id, "terminal-shell-in-container");
}

TEST(Judge, CountsAndOrders) {
    const Loaded loaded{rule("low", "evt.kind = exec") +
                        "- rule: high\n  desc: d\n  condition: evt.kind = exec and proc.aname[1] = x\n  output: "
                        "'%proc.exepath 100%% %proc.aname[1] %fd.name'\n  priority: ALERT\n" +
                        rule("also", "evt.kind = exec") + rule("never", "evt.kind = open")};
    ASSERT_TRUE(loaded.engine) << loaded.error;
    Observed seen{exec("/a").container(7).event()};
    seen.parent("/x");
    const auto finding = loaded.engine->judge(seen.observation(), seen);
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->rule->name, "high");
    EXPECT_EQ(finding->output, "/a 100% x <NA>");
    EXPECT_THAT(finding->evidence, ElementsAre(testing::Pair("proc.aname[1]", "x")));
    ASSERT_EQ(finding->also_matched.size(), 2U);
    EXPECT_EQ(finding->also_matched[0]->name, "low");
    EXPECT_EQ(finding->also_matched[1]->name, "also");
    EXPECT_THAT(loaded.engine->matches(), ElementsAre(1, 1, 1, 0));
}

TEST(Outputs, TakeFunctionsAndNamesInBrackets) {
    const Loaded loaded{
        "- rule: r\n  desc: d\n  condition: evt.kind = exec\n  priority: INFO\n  output: '%toupper(proc.name) "
        "%join(\"+\", proc.argv) %evt.arg[filename] %container.mount.source[/x*] %proc.aname[1](x) 5%%'\n"};
    EXPECT_THAT(loaded.lines(), IsEmpty());
    ASSERT_TRUE(loaded.engine) << loaded.error;
    Observed seen{exec("/a").comm("ab").args({"ab", "c"}).container(7).event()};
    seen.parent("/p");
    seen.container().mounts.push_back({"/src", "/x/y", "bind"});
    EXPECT_EQ(loaded.engine->judge(seen.observation(), seen)->output, "AB ab+c /a /src p(x) 5%");
    EXPECT_THAT(
        Loaded{"- rule: r\n  desc: d\n  condition: container\n  priority: INFO\n  output: 'a %tolower(proc.nam)'\n"}
            .lines(),
        ElementsAre("a.yaml:5:23: error: unknown field 'proc.nam' (hint: proc.name)"));
}

TEST(Hash, ChangesWithTheText) {
    EXPECT_EQ(Loaded{base_file}.engine->sha256(), Loaded{base_file}.engine->sha256());
    EXPECT_NE(Loaded{base_file}.engine->sha256(), Loaded{base_file + "# x\n"}.engine->sha256());
}

}  // namespace
}  // namespace overboard::test
