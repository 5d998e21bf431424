// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
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

struct Computed;  // condition/computed.h

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
    fields::Type type = fields::Type::boolean;  // of the left side: the field's, unless it is computed
    std::uint64_t kinds = 0;                    // outside these events it is false: bit 1 << ob_kind
    // A side has to be worked out; field is the first one in it then. Asked by holds(), not by matches().
    std::shared_ptr<const Computed> computed;
    std::optional<bool> constant;  // the outcome, when it is the same in every event: compile() leaves it out
    Span at;

    bool flag = true;                   // boolean fields
    std::vector<std::int64_t> numbers;  // number fields
    std::vector<Range> ranges;          // address fields
    std::vector<std::string> texts;     // text and list fields; lower case for the folding operators
    TextSet set;                        // the same, when there are too many to compare one by one
    std::shared_ptr<const re2::RE2> regex;

    // What is compared, of this event, when it is plain(). Its views live as fields/field.h says.
    fields::Value value(fields::Context& context) const { return field->extract(context, argument); }
    // An absent value matches nothing, not even !=. Allocates nothing, but for RE2's cache on its first uses.
    bool matches(const fields::Value& value) const;
    // The comparison in this event. visit(value) is told the left side's value, which ends with the call.
    template <class Visit>
    bool holds(fields::Context& context, Visit visit) const {
        if (!plain()) return holds_computed(context, visit);
        const auto left = value(context);
        visit(left);
        return matches(left);
    }
    bool holds(fields::Context& context) const {
        return holds(context, [](const fields::Value&) {});
    }
    // The field's own value is compared with what is written in the condition, and with nothing else: value() depends
    // on field and argument alone, matches() on the operand alone. What is not plain is never taken apart: the index,
    // Facts and the kernel's filter leave its outcome open and ask holds().
    bool plain() const { return computed == nullptr; }

private:
    bool holds_computed(fields::Context& context, const std::function<void(const fields::Value&)>& visit) const;
};

// Every field that the comparison reads, on either side.
std::vector<const fields::Field*> fields_of(const Predicate& predicate);

// "proc.aname[2]", as it was written.
std::string field_text(const Predicate& predicate);

}  // namespace overboard::condition
