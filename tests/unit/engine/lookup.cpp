// SPDX-License-Identifier: Apache-2.0
// The pieces that find literals, against searching for each of them.
#include "engine/lookup.h"

#include <gmock/gmock.h>
#include <re2/re2.h>

#include <set>

#include "condition/match.h"
#include "unit/engine/random_rules.h"

namespace overboard::engine {
namespace {

using condition::Literal;
using test::Dice;
using Targets = std::set<std::uint32_t>;

std::string word(Dice& dice, unsigned longest) {
    std::string out;
    for (unsigned more = 1 + dice.roll(longest); more > 0; --more) out += static_cast<char>("abAB/\xff"[dice.roll(6)]);
    return out;
}

bool stands_in(const Literal& literal, const std::string& text) {
    switch (literal.how) {
        case Literal::How::equals:
            return text == literal.text;
        case Literal::How::begins:
            return text.starts_with(literal.text);
        case Literal::How::ends:
            return text.ends_with(literal.text);
        case Literal::How::contains:
            return condition::lower(text).find(literal.text) != std::string::npos;
    }
    return false;
}

Targets found(const Lookup& lookup, std::string_view text) {
    Targets out;
    lookup.find(fields::Value{text}, [&](std::uint32_t target) { out.insert(target); });
    return out;
}

TEST(Lookup, FindsEveryLiteralAndNoOther) {
    Dice dice{3};
    std::size_t hits = 0;
    for (int round = 0; round < 300; ++round) {
        std::vector<Literal> literals;
        Lookup lookup;
        for (unsigned i = 0; i < 1 + dice.roll(20); ++i) {
            const auto how = static_cast<Literal::How>(dice.roll(4));
            const auto text = word(dice, 6);
            literals.push_back({how, how == Literal::How::contains ? condition::lower(text) : text});
            lookup.add(literals.back(), i);
        }
        lookup.build();
        for (int i = 0; i < 100; ++i) {
            const auto text = word(dice, 12);
            Targets expected;
            for (std::uint32_t at = 0; at < literals.size(); ++at)
                if (stands_in(literals[at], text)) expected.insert(at);
            ASSERT_EQ(found(lookup, text), expected) << text;
            hits += expected.size();
        }
    }
    EXPECT_GT(hits, 5'000U);
}

TEST(Lookup, TakesNumbersListsAndEmptyTexts) {
    Lookup lookup;
    lookup.add({Literal::How::equals, std::string{condition::number_key(443)}}, 1);
    lookup.add({Literal::How::equals, ""}, 2);
    lookup.add({Literal::How::begins, "ab"}, 3);
    lookup.build();
    const std::string_view items[] = {"x", "", "abc"};
    Targets listed, numbered;
    lookup.find(fields::Value{std::span{items}}, [&](std::uint32_t target) { listed.insert(target); });
    lookup.find(fields::Value{std::int64_t{443}}, [&](std::uint32_t target) { numbered.insert(target); });
    lookup.find(fields::Value{}, [&](std::uint32_t) { ADD_FAILURE() << "absent"; });
    EXPECT_EQ(listed, (Targets{2, 3}));
    EXPECT_EQ(numbered, (Targets{1}));
}

TEST(Lookup, RegularExpressionsTakeTheWholeText) {
    const re2::RE2 one{"/etc/.*"}, two{"[a-z]+"};
    Lookup lookup;
    lookup.add(one, 1);
    lookup.add(two, 2);
    lookup.build();
    EXPECT_EQ(found(lookup, "/etc/x"), (Targets{1}));
    EXPECT_EQ(found(lookup, "abc"), (Targets{2}));
    EXPECT_EQ(found(lookup, "abc1"), Targets{});
}

// Literals without end are cut rather than refused: found too often, never too seldom.
TEST(Automaton, StaysBelowItsBoundAndFindsAll) {
    Dice dice{5};
    Automaton automaton{Automaton::Where::anywhere};
    std::vector<std::string> literals;
    for (std::uint32_t i = 0; i < 20'000; ++i) {
        std::string text;
        for (int length = 0; length < 60; ++length) text += static_cast<char>('a' + dice.roll(26));
        literals.push_back(text);
        automaton.add(text, i);
    }
    automaton.build();
    EXPECT_LE(automaton.cells(), Automaton::max_cells);
    for (const std::uint32_t wanted : {0U, 777U, 19'999U}) {
        Targets hits;
        automaton.find("x" + literals[wanted] + "y", [&](std::uint32_t target) { hits.insert(target); });
        EXPECT_TRUE(hits.contains(wanted));
    }
}

}  // namespace
}  // namespace overboard::engine
