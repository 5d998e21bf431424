// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "condition/ast.h"

namespace overboard::condition {

// Nested parentheses and negations of one condition; Falco's parser has the same limit.
inline constexpr int max_depth = 100;
inline constexpr int max_calls = 16;  // functions inside each other
inline constexpr std::size_t max_bytes = 256 * 1024;

// condition := conjunction { "or" conjunction }
// conjunction := factor { "and" factor }
// factor := "not" factor | "(" condition ")" | left [ operator right ] | macro
// left := field [ "[" argument "]" ] | call
// right := value | "(" [ value { "," value } ] ")" | call
// call := function "(" part { "," part } ")", the parenthesis directly behind the name
// part := left | quoted | "(" part { "," part } ")"
//
// Gives a tree that is usable unless a fault was appended. A condition has at most one fault of syntax.
Tree parse(std::string_view text, std::uint32_t source, Faults& faults);

// An item of a list in a rule file. Quotes inside the YAML value mean what they mean in a condition.
Word parse_item(std::string_view text, std::uint32_t source);

}  // namespace overboard::condition
