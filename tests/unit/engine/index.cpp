// SPDX-License-Identifier: Apache-2.0
// The index must find exactly the rules that asking every rule finds.
#include "engine/index.h"

#include <gmock/gmock.h>

#include "condition/check.h"
#include "condition/parser.h"
#include "unit/engine/random_rules.h"

namespace overboard::engine {
namespace {

using test::Dice;
using test::Observed;

condition::Program compiled(const std::string& text) {
    condition::Faults faults;
    const condition::Scope scope;
    auto tree = condition::parse(text, 0, faults);
    if (tree.usable) condition::check(tree, scope, faults);
    auto program = condition::compile(tree, scope, faults);
    if (!program) throw std::logic_error(text + ": " + (faults.empty() ? "" : faults[0].message));
    return std::move(*program);
}

struct Rules {
    std::vector<std::string> texts;
    std::vector<condition::Program> programs;
    Comparisons comparisons;
    std::vector<Flow> flows;

    explicit Rules(std::vector<std::string> conditions) : texts(std::move(conditions)) {
        for (const auto& text : texts) flows.push_back(comparisons.add(programs.emplace_back(compiled(text))));
    }
};

std::vector<std::uint32_t> naive(const Rules& rules, const Observed& seen) {
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < rules.programs.size(); ++i) {
        fields::Context context{seen.observation(), seen};
        if (rules.programs[i].run(context)) out.push_back(i);
    }
    return out;
}

std::vector<std::uint32_t> indexed(Index& index, Evaluation& evaluation, const Observed& seen) {
    std::vector<std::uint32_t> out;
    evaluation.begin(seen.observation(), seen);
    index.match(seen.observation().event->kind(), evaluation, out);
    return out;
}

std::string listed(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += text + '\n';
    return out;
}

#ifdef OVERBOARD_SANITIZED
constexpr int rounds = 60;  // what the sanitizers look for shows in a few; the property is the other build's
#else
constexpr int rounds = 300;
#endif

TEST(Index, FindsWhatAskingEveryRuleFinds) {
    Dice dice{7};
    unsigned matched = 0, unmatched = 0;
    for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
        std::vector<std::string> conditions;
        for (unsigned more = 1 + dice.roll(40); more > 0; --more) conditions.push_back(test::conjunction(dice));
        const Rules rules{conditions};
        Index index{rules.flows, rules.comparisons};
        Evaluation evaluation{rules.comparisons};
        for (int i = 0; i < 100; ++i) {
            Observed seen{test::random_event(dice)};
            test::enrich(dice, seen);
            const auto expected = naive(rules, seen);
            ASSERT_EQ(indexed(index, evaluation, seen), expected) << listed(conditions);
            matched += expected.size();
            unmatched += rules.programs.size() - expected.size();
        }
    }
    EXPECT_GT(matched, rounds * 66U);
    EXPECT_GT(unmatched, rounds * 333U);
}

std::string entered(const std::string& text, ob_kind kind = OB_KIND_OPEN) {
    const Rules rules{{text}};
    const Index index{rules.flows, rules.comparisons};
    std::string out;
    for (const auto& edge : index.entered_under(kind, 0))
        out += (out.empty() ? "" : " ") + std::string(edge.outcome ? "" : "!") +
               condition::field_text(rules.comparisons[edge.comparison]);
    return out;
}

TEST(Index, EntersARuleUnderWhatIsRarest) {
    EXPECT_EQ(entered("container and evt.kind = open and file.name = shadow"), "file.name");
    EXPECT_EQ(entered("file.write and not file.own_root"), "file.write");
    EXPECT_EQ(entered("container and (file.name = mem or fd.name startswith /etc/)"), "fd.name file.name");
    EXPECT_EQ(entered("container and not proc.name = a"), "container");
    EXPECT_EQ(entered("not container"), "!container");
    EXPECT_EQ(entered("fd.name regex '/etc/.*' and proc.cmdline contains passwd"), "proc.cmdline");
    EXPECT_EQ(entered("file.write and not file.name in (a, b)"), "file.write");
    EXPECT_EQ(entered("evt.kind = open"), "");
    EXPECT_EQ(entered("evt.kind = exec and file.name = a"), "");
}

// A rule that lies behind many alternatives costs no more than it must, and is found all the same.
TEST(Index, TakesConditionsOfManySteps) {
    std::string text = "proc.name = x0";
    for (int i = 1; i < 3000; ++i) text += " or proc.name = x" + std::to_string(i);
    const Rules rules{{text, "proc.name = x2999"}};
    Index index{rules.flows, rules.comparisons};
    Evaluation evaluation{rules.comparisons};
    const Observed hit{test::open({"/a", ""}).comm("x2999").event()}, miss{test::open({"/a", ""}).comm("y").event()};
    EXPECT_EQ(indexed(index, evaluation, hit), (std::vector<std::uint32_t>{0, 1}));
    EXPECT_TRUE(indexed(index, evaluation, miss).empty());
}

}  // namespace
}  // namespace overboard::engine
