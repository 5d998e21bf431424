// SPDX-License-Identifier: Apache-2.0
#include "condition/operators.h"

#include <algorithm>

namespace overboard::condition {
namespace {

constexpr unsigned bit(fields::Type type) { return 1U << static_cast<unsigned>(type); }
constexpr unsigned kNumber = bit(fields::Type::number);
constexpr unsigned kText = bit(fields::Type::text) | bit(fields::Type::list);
constexpr unsigned kSet = kText | kNumber | bit(fields::Type::address);
constexpr unsigned kAny = kSet | bit(fields::Type::boolean);

constexpr Operator kOperators[] = {
    {"==", Op::eq, Takes::one, kAny},
    {"=", Op::eq, Takes::one, kAny},
    {"!=", Op::ne, Takes::one, kAny},
    {"<=", Op::le, Takes::one, kNumber},
    {"<", Op::lt, Takes::one, kNumber},
    {">=", Op::ge, Takes::one, kNumber},
    {">", Op::gt, Takes::one, kNumber},
    {"exists", Op::exists, Takes::nothing, kAny},
    {"contains", Op::contains, Takes::one, kText},
    {"icontains", Op::icontains, Takes::one, kText},
    {"bcontains", Op::bcontains, Takes::one, kText, true},
    {"startswith", Op::startswith, Takes::one, kText},
    {"bstartswith", Op::bstartswith, Takes::one, kText, true},
    {"endswith", Op::endswith, Takes::one, kText},
    {"glob", Op::glob, Takes::one, kText},
    {"iglob", Op::iglob, Takes::one, kText},
    {"regex", Op::regex, Takes::one, kText, true},
    {"in", Op::in, Takes::several, kSet},
    {"intersects", Op::intersects, Takes::several, kSet},
    {"pmatch", Op::pmatch, Takes::several, kText},
};

}  // namespace

std::span<const Operator> operators() { return kOperators; }

const Operator* find_operator(std::string_view name) {
    const auto* at = std::find_if(std::begin(kOperators), std::end(kOperators),
                                  [&](const Operator& one) { return one.name == name; });
    return at == std::end(kOperators) ? nullptr : at;
}

}  // namespace overboard::condition
