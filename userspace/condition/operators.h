// SPDX-License-Identifier: Apache-2.0
// The comparison operators: name, meaning, operands and the types they apply to stand in one row.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "fields/field.h"

namespace overboard::condition {

enum class Op : std::uint8_t {
    holds,  // a boolean field on its own
    exists,
    eq,
    ne,
    lt,
    le,
    gt,
    ge,
    contains,
    icontains,
    bcontains,
    startswith,
    bstartswith,
    endswith,
    glob,
    iglob,
    regex,
    in,
    intersects,
    pmatch
};

enum class Takes : std::uint8_t { nothing, one, several };

struct Operator {
    std::string_view name;
    Op op;
    Takes takes;
    unsigned types;        // bit 1 << fields::Type
    bool literal = false;  // its operand is prepared once: it takes no field
    bool on(fields::Type type) const { return types & (1U << static_cast<unsigned>(type)); }
};

// Symbols first, the longer before its own beginning.
std::span<const Operator> operators();
const Operator* find_operator(std::string_view name);

}  // namespace overboard::condition
