// SPDX-License-Identifier: Apache-2.0
// Random rules and random events over so few values that they meet.
#pragma once

#include <random>
#include <string>

#include "support/observed.h"

namespace overboard::test {

class Dice {
public:
    explicit Dice(unsigned seed) : random_(seed) {}
    unsigned roll(unsigned sides) { return random_() % sides; }
    template <class T, std::size_t n>
    const T& pick(const T (&values)[n]) {
        return values[roll(n)];
    }

private:
    std::mt19937 random_;
};

// One comparison; or more of them, joined and negated, nested at most depth deep.
std::string comparison(Dice& dice);
std::string condition(Dice& dice, int depth);
// A condition as real rules have them: a conjunction of several parts.
std::string conjunction(Dice& dice);
// A rule file of one to three rules.
std::string random_rules(Dice& dice);

Decoded random_event(Dice& dice);
// What enrichment may have added to the event.
void enrich(Dice& dice, Observed& seen);

}  // namespace overboard::test
