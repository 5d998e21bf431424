// SPDX-License-Identifier: Apache-2.0
#include "condition/constant.h"

#include <algorithm>

namespace overboard::condition {
namespace {

bool names_values(Op op) { return op == Op::eq || op == Op::in || op == Op::intersects; }

// false: no number that the field can have satisfies it; true: all do.
std::optional<bool> in_range(const Predicate& p) {
    const auto low = p.field->lowest, high = p.field->highest;
    const auto inside = [&](std::int64_t n) { return low <= n && n <= high; };
    const auto n = p.numbers.empty() ? 0 : p.numbers[0];
    switch (p.op) {
        case Op::lt:
            return low >= n ? std::optional{false} : high < n ? std::optional{true} : std::nullopt;
        case Op::le:
            return low > n ? std::optional{false} : high <= n ? std::optional{true} : std::nullopt;
        case Op::gt:
            return high <= n ? std::optional{false} : low > n ? std::optional{true} : std::nullopt;
        case Op::ge:
            return high < n ? std::optional{false} : low >= n ? std::optional{true} : std::nullopt;
        case Op::ne:
            return inside(n) ? std::nullopt : std::optional{true};
        default:
            if (!names_values(p.op) || std::any_of(p.numbers.begin(), p.numbers.end(), inside)) return {};
            return false;
    }
}

std::optional<bool> in_set(const Predicate& p) {
    if (p.op == Op::exists || p.op == Op::pmatch) return {};
    std::size_t matched = 0;
    for (const auto& value : p.field->values) matched += p.matches(fields::Value{value});
    if (matched == 0) return false;
    return matched == p.field->values.size() ? std::optional{true} : std::nullopt;
}

bool known_calls(const Predicate& p) {
    return !names_values(p.op) || std::any_of(p.texts.begin(), p.texts.end(), [](const std::string& name) {
        const auto* call = fields::find_event_type(name);
        return call && call->kinds;
    });
}

}  // namespace

bool waits_for_items(const Predicate& p) {
    return names_values(p.op) && p.type != fields::Type::boolean && p.numbers.empty() && p.texts.empty() &&
           p.ranges.empty();
}

namespace {

std::optional<bool> by_value(const Predicate& p) {
    if (waits_for_items(p)) return false;
    if (p.field->type == fields::Type::number) return in_range(p);
    if (!p.field->values.empty()) return in_set(p);
    if (p.field->name == "evt.type" && !known_calls(p)) return false;
    return {};
}

std::string what_it_can_be(const fields::Field& field) {
    if (field.type == fields::Type::number)
        return "it is " + std::to_string(field.lowest) + " to " + std::to_string(field.highest);
    std::string out;
    for (const auto value : field.values) out += (out.empty() ? "it is " : ", ") + std::string{value};
    return out;
}

}  // namespace

std::optional<bool> constant(const Predicate& p) {
    if (p.kinds == 0) return false;
    if (!p.plain()) return {};
    const auto value = by_value(p);
    // What is true of every value is still false of an absent one.
    if (value == false || (value == true && p.field->always)) return value;
    return p.op == Op::exists && p.field->always ? std::optional{true} : std::nullopt;
}

Impossible impossible(const Predicate& p) {
    if (!p.plain() || p.kinds == 0 || p.field->name == "evt.type" || by_value(p) != false) return {};
    // evt.num=0 is how Falco's rules write "never".
    if (waits_for_items(p) || p.field->name == "evt.num") return {};
    return {"this is never true of " + field_text(p), what_it_can_be(*p.field)};
}

}  // namespace overboard::condition
