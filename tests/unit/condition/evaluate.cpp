// SPDX-License-Identifier: Apache-2.0
// Conditions from text to verdict, on decoded records.
#include "unit/condition/conditions.h"

namespace overboard::condition {
namespace {

using test::Observed;

class Evaluate : public testing::Test {
protected:
    Observed open_{
        test::open({"/data/Shadow", "/etc/Shadow"}, 2).comm("cat").task(40, 4).container(7).user(0, 5).event()};
    Observed connect_{test::connect_inet("10.1.2.3", 443).container(7).event()};
    Observed exec_{test::exec("/bin/dash").args({"sh", "-c", "id\nx"}).container(7).event()};
};

TEST_F(Evaluate, Text) {
    for (const char* text :
         {"proc.name = cat", "proc.name == cat", "proc.name != dog", "fd.name contains ata/",
          "fd.name icontains /DATA/sh", "fd.name startswith /data", "fd.name endswith Shadow",
          "fd.name in (/x, /data/Shadow)", "fd.name glob /d*/S?adow", "fd.name iglob */shadow",
          "fd.name pmatch (/etc, /data)", "fd.name bcontains 2f536861", "fd.name bstartswith 2f64617461",
          "fd.name regex \"/data/[A-Z].*\"", "proc.name intersects (cat, dog)"})
        EXPECT_TRUE(holds(text, open_)) << text;
    for (const char* text : {"proc.name = ca", "proc.name != cat", "fd.name contains ETC", "fd.name startswith data",
                             "fd.name in (/x, /y)", "fd.name pmatch (/dat)", "fd.name regex data", "proc.name in ()",
                             "fd.name icontains passwd"})
        EXPECT_FALSE(holds(text, open_)) << text;
}

TEST_F(Evaluate, NumbersAndFlags) {
    for (const char* text : {"proc.pid = 40", "proc.pid in (1, 0x28)", "proc.pid >= 40", "proc.pid < 41", "user.uid=0",
                             "file.write", "file.write = true", "not file.own_root = false", "group.gid != 4"})
        EXPECT_TRUE(holds(text, open_)) << text;
    for (const char* text : {"proc.pid > 40", "proc.pid <= 39", "not file.write", "file.write = false"})
        EXPECT_FALSE(holds(text, open_)) << text;
}

TEST_F(Evaluate, Addresses) {
    EXPECT_TRUE(holds("socket.peer_ip = 10.1.2.3 and fd.sip in (1.1.1.1, 10.0.0.0/8)", connect_));
    EXPECT_FALSE(holds("socket.peer_ip = 10.1.2.4", connect_));
    EXPECT_TRUE(holds("socket.peer_ip != 10.1.2.4", connect_));
}

TEST_F(Evaluate, AbsentMatchesNothingNotEvenUnequal) {
    EXPECT_FALSE(holds("socket.peer_port = 443", open_));
    EXPECT_FALSE(holds("socket.peer_port != 443", open_));
    EXPECT_TRUE(holds("not socket.peer_port = 443", open_));
    EXPECT_FALSE(holds("socket.peer_port exists", open_));
    EXPECT_TRUE(holds("fd.name exists", open_));
}

TEST_F(Evaluate, ListsAreTrueOfOneElement) {
    EXPECT_TRUE(holds("evt.type = openat2 and evt.type in (open, creat) and not evt.type = connect", open_));
    EXPECT_TRUE(holds("proc.argv = -c and proc.argv[1] = -c and not proc.argv[7] exists", exec_));
    open_.parent("/usr/bin/ruby3.1").parent("/usr/sbin/tini");
    EXPECT_TRUE(holds("proc.aname = tini and proc.aname[1] startswith ruby and proc.aname[2] = tini", open_));
    EXPECT_FALSE(holds("proc.aname[3] exists or proc.aname = bash", open_));
}

TEST_F(Evaluate, ALineEndIsNoWayAroundARegex) { EXPECT_TRUE(holds("proc.exeline regex \"sh -c id.*x\"", exec_)); }

TEST_F(Evaluate, LogicAgreesWithATruthTable) {
    for (unsigned bits = 0; bits < 8; ++bits) {
        const bool a = bits & 1, b = bits & 2, c = bits & 4;
        const auto leaf = [](bool on) { return std::string{on ? "proc.name = cat" : "proc.name = dog"}; };
        const auto text = "(" + leaf(a) + " or not (" + leaf(b) + " and not " + leaf(c) + ")) and (" + leaf(b) +
                          " or " + leaf(c) + ")";
        EXPECT_EQ(holds(text, open_), (a || !(b && !c)) && (b || c)) << bits;
    }
}

TEST_F(Evaluate, MacrosAndLists) {
    Scope scope;
    Faults faults;
    scope.lists["pets"] = {{"cat", {}, false}, {"dog", {}, false}};
    scope.macros["pet"] = parse("proc.name in (pets, bird)", 1, faults);
    scope.macros["wild"] = parse("not pet", 2, faults);
    for (auto& [name, tree] : scope.macros) check(tree, scope, faults);
    ASSERT_TRUE(faults.empty());
    EXPECT_TRUE(holds("pet and not wild", open_, scope));
    EXPECT_FALSE(holds("proc.name in (\"pets\")", open_, scope));
}

TEST(Check, SaysWhatIsWrongAndWhatWasMeant) {
    EXPECT_EQ(fault("proc.nam = x").hint, "proc.name");
    EXPECT_EQ(fault("proc.nam = x").message, "unknown field 'proc.nam'");
    EXPECT_EQ(fault("proc.pid contains 4").message, "'contains' does not apply to proc.pid, a number field");
    EXPECT_EQ(fault("proc.pid = four").message, "'four' is no number, as proc.pid is");
    EXPECT_EQ(fault("file.write = maybe").message, "'maybe' is neither true nor false");
    EXPECT_EQ(fault("socket.peer_ip = host").message, "'host' is no address and no network");
    EXPECT_EQ(fault("proc.name[1] = x").message, "proc.name takes no argument");
    EXPECT_EQ(fault("proc.aname[x] = y").message, "'x' is no index of proc.aname");
    EXPECT_EQ(fault("proc.name").message, "'proc.name' is a text field and needs an operator");
    EXPECT_EQ(fault("fd.name bcontains xyz").message, "'xyz' is no sequence of bytes in hexadecimal");
    EXPECT_THAT(fault("fd.name regex '(?=x)'").message, testing::HasSubstr("no regular expression of RE2"));
    EXPECT_EQ(fault("spawned").message, "unknown macro 'spawned'");
}

TEST(Check, TellsEveryFaultInOneRun) {
    Faults faults;
    EXPECT_FALSE(build("proc.nam = x or proc.pid = y and nothing", faults));
    EXPECT_EQ(faults.size(), 3U);
}

TEST(Compile, MacrosThatCallThemselvesAreFaults) {
    Scope scope;
    Faults faults;
    scope.macros["a"] = parse("b and proc.pid = 1", 1, faults);
    scope.macros["b"] = parse("not a", 2, faults);
    for (auto& [name, tree] : scope.macros) check(tree, scope, faults);
    EXPECT_EQ(fault("a", scope).message, "the macro 'a' refers to itself");
}

TEST(Compile, MacrosThatGrowWithoutEndAreFaults) {
    Scope scope;
    Faults faults;
    scope.macros["m0"] = parse("proc.pid = 1", 0, faults);
    for (int i = 1; i < 40; ++i) {
        const auto below = "m" + std::to_string(i - 1);
        scope.macros["m" + std::to_string(i)] = parse(below + " and " + below, 0, faults);
    }
    for (auto& [name, tree] : scope.macros) check(tree, scope, faults);
    EXPECT_THAT(fault("m39", scope).message, testing::HasSubstr("grows past"));
}

TEST(FactsTest, DecideOnlyWhatFollows) {
    Faults faults;
    const auto possible = [&](std::string_view text, auto set) {
        Facts facts;
        set(facts);
        return facts.possible(*build(text, faults));
    };
    const auto open = [](Facts& f) { f.kind(OB_KIND_OPEN); };
    EXPECT_TRUE(possible("evt.kind = open", open));
    EXPECT_FALSE(possible("evt.kind = exec or evt.type = connect", open));
    EXPECT_FALSE(possible("socket.peer_port = 1", open));
    EXPECT_TRUE(possible("not socket.peer_port = 1", open));
    EXPECT_TRUE(possible("proc.name = x", open));
    const auto other_name = [](Facts& f) { f.unnamed("file.name"); };
    EXPECT_FALSE(possible("file.name in (a, b)", other_name));
    EXPECT_TRUE(possible("file.name != a", other_name));
    EXPECT_TRUE(possible("file.name startswith a", other_name));
    EXPECT_TRUE(possible("not file.name = a", other_name));
    const auto other_address = [](Facts& f) { f.unnamed("socket.peer_ip"); };
    EXPECT_FALSE(possible("fd.sip = 1.1.1.1", other_address));
    EXPECT_TRUE(possible("fd.sip in (1.1.1.1, 10.0.0.0/8)", other_address));
}

TEST(Warnings, APatternWithAClassThatThereIsNot) {
    for (const char* test : {"glob '/proc/[[:digits:]]'", "iglob '/[[:digits:]]'", "pmatch ('/proc/[[:digits:]]')"}) {
        Faults faults;
        EXPECT_TRUE(build("proc.exepath " + std::string{test}, faults));
        ASSERT_EQ(faults.size(), 1U) << test;
        EXPECT_TRUE(faults[0].warning);
        EXPECT_THAT(faults[0].message, testing::HasSubstr("there is no class [:digits:]"));
    }
}

}  // namespace
}  // namespace overboard::condition
