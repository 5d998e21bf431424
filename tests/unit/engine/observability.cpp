// SPDX-License-Identifier: Apache-2.0
// Rules that speak of what is not seen here: kept, and told by name with the reason.
#include "unit/engine/loaded.h"

namespace overboard::test {
namespace {

using engine::Observability;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using State = Observability::State;

Observability of(const std::string& condition, const std::string& more = "") {
    const Loaded loaded{rule("r", condition, more)};
    EXPECT_TRUE(loaded.engine) << loaded.error;
    return loaded.engine ? loaded.engine->rules()[0].observability : Observability{};
}

TEST(Observability, WholeWhenEverythingIsSeen) {
    EXPECT_EQ(of("evt.type in (open, openat) and fd.name = x").state, State::whole);
    EXPECT_EQ(of("spawned", "- macro: spawned\n  condition: evt.type = execve\n").state, State::whole);
}

TEST(Observability, NeverWhenNoEventCanMakeItTrue) {
    const auto call = of("evt.type = sendto and container");
    EXPECT_EQ(call.state, State::never);
    EXPECT_THAT(call.reasons, ElementsAre(HasSubstr("evt.type sendto: what is read, written or sent")));
    const auto field = of("evt.type = execve and user.loginuid = 0");
    EXPECT_EQ(field.state, State::never);
    EXPECT_THAT(field.reasons, ElementsAre(HasSubstr("user.loginuid: the audit login is not told")));
    EXPECT_EQ(of("m", "- macro: m\n  condition: tolower(proc.sname) = x\n").state, State::never);
    const auto source = of("ka.verb = create and ka.req.pod.host_network = true", "  source: k8s_audit\n");
    EXPECT_EQ(source.state, State::never);
    EXPECT_THAT(source.reasons, ElementsAre(HasSubstr("source k8s_audit: ")));
}

TEST(Observability, PartlyWhenTheRestCanBeTrue) {
    const auto partly = of("evt.type in (execve, dup) and not user.loginuid = 0");
    EXPECT_EQ(partly.state, State::partly);
    EXPECT_THAT(partly.reasons,
                testing::UnorderedElementsAre(HasSubstr("evt.type dup: "), HasSubstr("user.loginuid: ")));
    EXPECT_EQ(of("evt.type = execve and user.name = root").state, State::partly);
}

TEST(Observability, IsSaidInOneLineWhenRulesAreLoaded) {
    EXPECT_THAT(Loaded{rule("r", "evt.type = dup") + rule("s", "evt.type = execve")}.lines(),
                ElementsAre(HasSubstr("note: 1 of 2 rules speak of what is not observed here")));
    EXPECT_THAT(Loaded{rule("r", "evt.type = dup", "  enabled: false\n")}.lines(), IsEmpty());
}

TEST(Observability, AFieldOfTheFutureIsForgivenWhereTheRuleSaysSo) {
    const std::string more = "  skip-if-unknown-filter: true\n";
    const Loaded loaded{rule("r", "evt.type = execve and proc.horoscope = lion", more)};
    ASSERT_TRUE(loaded.engine) << loaded.error;
    EXPECT_EQ(loaded.engine->rules()[0].observability.state, State::never);
    EXPECT_THAT(loaded.lines(), testing::Contains(HasSubstr("warning: unknown field 'proc.horoscope'")));
    EXPECT_FALSE(Loaded{rule("r", "proc.horoscope = lion")}.engine);
    EXPECT_FALSE(Loaded{rule("r", "proc.pid = lion", more)}.engine) << "only unknown fields are";
}

}  // namespace
}  // namespace overboard::test
