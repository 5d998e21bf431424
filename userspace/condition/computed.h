// SPDX-License-Identifier: Apache-2.0
// Comparisons with something that has to be worked out: a function of fields, or a field with a name in [ ].
// They allocate; everything else goes the way of condition/predicate.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "condition/functions.h"

namespace overboard::condition {

// A term with its meaning.
struct Expression {
    const fields::Field* field = nullptr;  // null: a literal, a call or a list
    int argument = -1;                     // field: of proc.aname[2]; -1: none
    std::string text;                      // literal; field: the name of proc.env[NAME]
    const Function* function = nullptr;
    std::vector<Expression> parts;  // call: its arguments; list: its items
    fields::Type type = fields::Type::text;

    // Absent when any field in it is.
    Owned evaluate(fields::Context& context) const;
    // The events in which none of its fields is always absent: bit 1 << ob_kind.
    std::uint64_t kinds() const;
    // The first field in it.
    const fields::Field* first_field() const;
    void append_fields(std::vector<const fields::Field*>& out) const;
};

// "tolower(proc.aname[2])", as it was written.
std::string expression_text(const Expression& expression);

struct Computed {
    Expression left;
    std::optional<Expression> right;  // nothing: literals, in the predicate itself
};

// A view of value, which must outlive it; items is where the view of a list stands.
fields::Value view(const Owned& value, std::vector<std::string_view>& items);

}  // namespace overboard::condition
