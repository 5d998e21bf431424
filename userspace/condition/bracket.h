// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace overboard::condition {

// One byte against the bracket expression of a shell pattern: [a-z], [!a-z], [^a-z], [[:digit:]], [[=a=]], [[.-.]], and
// \ before what stands for itself; POSIX 2.13.1 in the C locale, as fnmatch(3) reads it.
struct Bracket {
    std::size_t end = 0;  // index behind the expression; 0: it never ends, so its '[' stands for itself
    bool holds = false;
};

// pattern[at]: its '['. byte: of the text, for classes; folded: the same in the case that the pattern is written in.
Bracket match_bracket(std::string_view pattern, std::size_t at, char byte, char folded);

// "digits" of "/x/[[:digits:]]*": the first class that there is not, for which the pattern matches nothing; "" when it
// names none.
std::string_view unknown_class(std::string_view pattern);

}  // namespace overboard::condition
