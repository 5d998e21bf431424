// SPDX-License-Identifier: Apache-2.0
// A condition as it was written: what the parser gives, what the checker annotates and the compiler reads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "condition/operators.h"

namespace overboard::condition {

struct Predicate;  // condition/predicate.h

// Bytes of one source text. Which text a number means is the caller's affair.
struct Span {
    std::uint32_t source = 0, offset = 0, length = 0;
};

// What is wrong with a condition. Collected, never thrown.
struct Fault {
    Span at;
    std::string message;  // names the offending text
    std::string hint;     // what to write instead; may be empty
    bool warning = false;
};
using Faults = std::vector<Fault>;

// A name or a literal, escapes resolved.
struct Word {
    std::string text;
    Span at;
    bool quoted = false;
};

// What stands on a side of a comparison when it is more than a field or literals: tolower(proc.name), val(proc.pname),
// concat(fd.rip, ":", fd.rport).
struct Term {
    enum class Kind : std::uint8_t { literal, field, call, list } kind = Kind::literal;
    Word word;                // the literal, the field's name, the function's name
    Word argument;            // field: what stood in [ ]; empty text: nothing did
    std::vector<Term> parts;  // call: its arguments; list: its items
    Span at;
};

struct Node {
    enum class Kind : std::uint8_t { all, any, negation, test, name } kind = Kind::all;
    Span at;
    std::vector<std::uint32_t> children;         // all and any: two or more; negation: one
    Word name;                                   // test: the field; name: a macro, or a boolean field
    Word argument;                               // test: what stood in [ ]; empty text: nothing did
    const Operator* op = nullptr;                // test; null: a boolean field on its own
    std::vector<Word> values;                    // test: the right hand side, unless `right` is set
    std::shared_ptr<const Term> left, right;     // test: the side, when it is worked out; a left one stands for name
    std::shared_ptr<const Predicate> predicate;  // set by check() on tests and boolean names
};

// Nodes by index: neither deep nor long conditions recurse when they are destroyed.
struct Tree {
    std::vector<Node> nodes;
    std::uint32_t root = 0;
    bool usable = false;  // parsed whole; check() clears it when a node has no meaning
};

}  // namespace overboard::condition
