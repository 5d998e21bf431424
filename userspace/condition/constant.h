// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "condition/predicate.h"

namespace overboard::condition {

// The outcome of a comparison that has the same one in every event: of a field that is never observed, with a value
// that a closed set or a range of numbers does not hold, or with what a field always is.
std::optional<bool> constant(const Predicate& predicate);

// What is wrong with a comparison whose field is observed and that is false all the same: "fd.num is never 7"; the
// hint says what it can be. "" when nothing is.
struct Impossible {
    std::string message, hint;
};
Impossible impossible(const Predicate& predicate);

// It asks for one of no values: an empty list, which waits for the items of a local file.
bool waits_for_items(const Predicate& predicate);

}  // namespace overboard::condition
