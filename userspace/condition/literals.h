// SPDX-License-Identifier: Apache-2.0
// What a value must have in it for a comparison to be true of it: what an index can look for in one pass.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "condition/predicate.h"

namespace overboard::condition {

struct Literal {
    enum class How : std::uint8_t { equals, begins, ends, contains } how = How::equals;
    std::string text;  // never empty but for equals; for contains in lower case, to be found in any case
};

// Literals at least one of which stands in every value that the comparison is true of (of a list: in one element).
// A number stands as number_key() of it, an address as its 16 bytes. Nothing: no such set is known, as for regular
// expressions, negations and ranges; an empty set: the comparison is true of no value.
std::optional<std::vector<Literal>> literals_of(const Predicate& predicate);

// The bytes that stand for a number among literals, in place.
inline std::string_view number_key(const std::int64_t& number) {
    return {reinterpret_cast<const char*>(&number), sizeof number};
}

}  // namespace overboard::condition
