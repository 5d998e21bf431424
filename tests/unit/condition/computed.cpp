// SPDX-License-Identifier: Apache-2.0
// Functions of fields left and right of an operator: what they mean, and what is refused.
#include "condition/computed.h"

#include "unit/condition/conditions.h"

namespace overboard::condition {
namespace {

using test::Observed;
using testing::HasSubstr;

class Computed : public testing::Test {
protected:
    Computed() {
        exec_.parent("/usr/bin/Dash", 3).parent("/usr/sbin/tini", 4);
        same_.parent("/usr/bin/dash", 3);
    }
    static Observed run(std::vector<std::string> args) { return Observed{test::exec("/bin/x").args(args).event()}; }
    Observed exec_{
        test::exec("/bin/Dash").comm("Dash").args({"sh", "-c", "aWQgeA=="}).task(40, 4).container(7).event()};
    Observed same_{test::exec("/bin/dash").comm("dash").args({"dash"}).container(7).event()};
    Observed connect_{test::connect_inet("8.8.8.8", 53).container(7).event()};
};

TEST_F(Computed, FunctionsOnTheLeft) {
    for (const char* text :
         {"tolower(proc.name) = dash", "toupper(proc.name) in (DASH, SH)", "basename(proc.exepath) = Dash",
          "tolower(basename(proc.exepath)) startswith da", "len(proc.name) = 4", "len(proc.argv) = 3",
          "len(proc.cmdline) > 5", "b64(proc.argv[2]) = 'id x'", "b64(proc.argv[2]) contains id",
          "tolower(proc.aname[1]) = dash", "tolower(proc.aname) = dash", "join(\":\", proc.argv) = 'sh:-c:aWQgeA=='",
          "join(\",\", (proc.name, \"x\")) = 'Dash,x'", "join(proc.name, (\"a\", proc.pid)) = aDash40",
          "toupper(join(\"-\", (\"a\", proc.name))) = A-DASH", "concat(proc.name, \"-\", proc.pid) = Dash-40",
          "tolower(proc.name) exists", "tolower(proc.name) regex d.sh", "len(proc.aname[1]) = 4"})
        EXPECT_TRUE(holds(text, exec_)) << text;
    for (const char* text : {"tolower(proc.name) = Dash", "b64(proc.name) = x", "len(fd.name) >= 0",
                             "len(fd.name) exists", "concat(proc.name, fd.name) exists",
                             "join(\"\", (proc.pid, fd.name)) exists", "basename(proc.exepath) = /bin/Dash"})
        EXPECT_FALSE(holds(text, exec_)) << text;
    EXPECT_TRUE(holds("concat(fd.rip, \":\", fd.rport) in (\"8.8.8.8:53\", \"4.4.4.4:53\")", connect_));
}

// RFC 4648, chapter 10; and what is no base64.
TEST_F(Computed, Base64) {
    for (const auto& [coded, plain] : {std::pair{"Zg==", "f"},
                                       {"Zm8=", "fo"},
                                       {"Zm9v", "foo"},
                                       {"Zm9vYmFy", "foobar"},
                                       {"Zm9vYg", "foob"},
                                       {"Pj8+Pw==", ">?>?"}})
        EXPECT_TRUE(holds("b64(proc.argv[1]) = '" + std::string{plain} + "'", run({"x", coded}))) << coded;
    for (const char* none :
         {"Z", "Zm9vY", "Zg=", "Zg===", "Zm9v====", "Zm=v", "Zm 9v", "Zm-_", "=", "\xff\xff\xff\xff"})
        EXPECT_FALSE(holds("b64(proc.argv[1]) exists", run({"x", none}))) << none;
    EXPECT_TRUE(holds("len(b64(proc.argv[1])) = 3", run({"x", "AAAA"}))) << "bytes of any sort";
    EXPECT_TRUE(holds("b64(proc.argv) in (foo, bar)", run({"!", "Zm9v"}))) << "of a list each that is some";
    EXPECT_TRUE(holds("len(b64(proc.argv)) = 1", run({"!", "Zm9v"})));
    EXPECT_FALSE(holds("b64(proc.argv) exists", run({"!", "?"})));
}

TEST_F(Computed, FieldsOnTheRight) {
    for (const char* text : {"proc.name = val(proc.pname)", "proc.pid < val(proc.tid)", "proc.name in val(proc.aname)",
                             "proc.name != val(proc.exepath)", "proc.exepath endswith val(proc.name)",
                             "proc.exepath icontains toupper(proc.name)", "tolower(proc.name) = tolower(proc.pname)"})
        if (std::string_view{text}.find("proc.tid") == std::string_view::npos) {
            EXPECT_TRUE(holds(text, same_)) << text;
        }
    EXPECT_TRUE(holds("proc.pid = val(thread.tid) or proc.pid < val(thread.tid)", exec_));
    EXPECT_TRUE(holds("fd.sip = val(fd.rip) and fd.sport = val(fd.rport)", connect_));
    EXPECT_FALSE(holds("proc.name = val(fd.name)", same_)) << "absent equals nothing";
    EXPECT_FALSE(holds("proc.name != val(fd.name)", same_)) << "and is unequal to nothing";
}

TEST_F(Computed, WhatIsRefused) {
    EXPECT_EQ(fault("tolowr(proc.name) = x").message, "unknown function 'tolowr'");
    EXPECT_EQ(fault("tolowr(proc.name) = x").hint, "tolower");
    EXPECT_EQ(fault("tolower(proc.nam) = x").hint, "proc.name");
    EXPECT_EQ(fault("tolower(proc.pid) = 4").message, "'tolower' does not take proc.pid, a number field");
    EXPECT_EQ(fault("len(proc.name) contains 4").message,
              "'contains' does not apply to len(proc.name), a number field");
    EXPECT_EQ(fault("join(proc.argv) = x").message, "'join' takes 2 arguments");
    EXPECT_EQ(fault("join(proc.argv, \":\") = x").message, "'join' does not take proc.argv, a list field");
    EXPECT_EQ(fault("join(\":\", (proc.argv, \"a\")) = x").message, "an item of a list cannot be a list itself");
    EXPECT_EQ(fault("val(proc.name) = x").message, "'val' stands right of an operator only");
    EXPECT_THAT(fault("proc.name = val(proc.pid)").message, HasSubstr("'val(proc.pid)' is a number field"));
    EXPECT_THAT(fault("proc.name regex val(proc.pname)").message, HasSubstr("nothing that is worked out"));
    EXPECT_EQ(fault("concat(\"a\", \"b\") = ab").message, "there is no field in this comparison");
    EXPECT_EQ(fault("tolower(proc.name)").message, "'tolower(proc.name)' needs an operator");
    EXPECT_THAT(fault(std::string(40, ' ') + "tolower(proc.name").message, HasSubstr("where ',' or ')' should stand"));
    std::string deep = "proc.name";
    for (int i = 0; i < 40; ++i) deep = "tolower(" + deep + ")";
    EXPECT_THAT(fault(deep + " = x").message, HasSubstr("nested deeper than 16"));
}

TEST_F(Computed, AListOnTheRightIsForOperatorsOfSeveralValues) {
    for (const char* op : {"=", "==", "!=", "contains", "icontains", "startswith", "endswith", "glob", "iglob"})
        for (const char* list : {"val(proc.argv)", "tolower(proc.argv)", "basename(proc.aname)", "val(cred.gained)"}) {
            const auto refused = fault("proc.name " + std::string{op} + " " + list);
            EXPECT_THAT(refused.message,
                        AllOf(HasSubstr(std::string{"is a list, and '"} + op), HasSubstr("one value")));
            EXPECT_THAT(refused.hint, HasSubstr("in intersects pmatch"));
            EXPECT_EQ(refused.at.offset, 11 + std::string_view{op}.size());
        }
    for (const char* op : {"in", "intersects", "pmatch"}) {
        const auto text = "proc.name " + std::string{op} + " val(proc.argv)";
        EXPECT_TRUE(holds(text, same_)) << text;
        EXPECT_FALSE(holds(text, exec_)) << text;
    }
    EXPECT_TRUE(holds("proc.name endswith val(proc.argv[0])", same_)) << "an item is one value";
    EXPECT_TRUE(holds("proc.name = join(\",\", proc.argv)", same_));
}

// execve() with no arguments: whoever calls decides that the list is empty.
TEST_F(Computed, AListWithoutItemsMatchesNothing) {
    const auto none = run({});
    for (const char* text : {"proc.exepath in val(proc.argv)", "proc.exepath intersects tolower(proc.argv)",
                             "proc.exepath pmatch val(proc.argv)", "proc.argv in val(proc.argv)"})
        EXPECT_FALSE(holds(text, none)) << text;
}

// Also should it ever get past check(): an operator of one value is never asked without one.
TEST_F(Computed, AnOperatorOfOneValueIsNeverAskedWithoutOne) {
    Expression argv, path;
    argv.field = fields::find("proc.argv");
    argv.type = argv.field->type;
    path.field = fields::find("proc.exepath");
    Predicate unchecked;
    unchecked.field = path.field;
    unchecked.type = path.type;
    unchecked.computed = std::make_shared<const condition::Computed>(condition::Computed{path, argv});
    const auto none = run({});
    for (const auto op : {Op::contains, Op::icontains, Op::startswith, Op::endswith, Op::glob, Op::iglob}) {
        unchecked.op = op;
        fields::Context context{none.observation(), none};
        EXPECT_FALSE(unchecked.holds(context));
    }
}

TEST_F(Computed, PrintsAsItWasWritten) {
    for (const char* text : {"tolower(proc.aname[2]) in (a, b)", "proc.name = val(proc.pname)",
                             "join(\",\", (proc.name, \"a b\")) = x", "concat(fd.rip, \":\", fd.rport) exists"}) {
        Faults faults;
        EXPECT_EQ(print(parse(text, 0, faults)), text);
    }
}

TEST_F(Computed, CountsAsAbsentWhereItsFieldsAre) {
    Faults faults;
    Facts exec, open;
    exec.kind(OB_KIND_EXEC);
    open.kind(OB_KIND_OPEN);
    const auto program = build("tolower(exec.filename) = x", faults);
    ASSERT_TRUE(program);
    EXPECT_TRUE(exec.possible(*program));
    EXPECT_FALSE(open.possible(*program));
    Facts named = exec;
    named.is("exec.filename", std::string_view{"X"});
    EXPECT_TRUE(named.possible(*program)) << "a function of what is known stays open";
}

}  // namespace
}  // namespace overboard::condition
