// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "condition/ast.h"
#include "condition/match.h"
#include "fields/field.h"

namespace re2 {
class RE2;
}

namespace overboard::condition {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using TextSet = std::unordered_set<std::string, TextHash, std::equal_to<>>;

// One comparison, typed and ready: a field, an operator and the operand in the form the field's type wants.
struct Predicate {
    const fields::Field* field = nullptr;
    int argument = -1;  // of proc.aname[2]; -1: none
    Op op = Op::holds;
    Span at;

    bool flag = true;                   // boolean fields
    std::vector<std::int64_t> numbers;  // number fields
    std::vector<Range> ranges;          // address fields
    std::vector<std::string> texts;     // text and list fields; lower case for the folding operators
    TextSet set;                        // the same, when there are too many to compare one by one
    std::shared_ptr<const re2::RE2> regex;

    // What is compared, of this event. Its views live as fields/field.h says.
    fields::Value value(fields::Context& context) const { return field->extract(context, argument); }
    // An absent value matches nothing, not even !=. Allocates nothing, but for RE2's cache on its first uses.
    bool matches(const fields::Value& value) const;
    bool holds(fields::Context& context) const { return matches(value(context)); }
    // The field's own value is compared with what is written in the condition, and with nothing else: value() depends
    // on field and argument alone, matches() on the operand alone. What is not plain is never taken apart: the index,
    // Facts and the kernel's filter leave its outcome open and ask holds().
    bool plain() const { return true; }
};

// "proc.aname[2]", as it was written.
std::string field_text(const Predicate& predicate);

}  // namespace overboard::condition
