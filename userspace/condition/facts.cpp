// SPDX-License-Identifier: Apache-2.0
#include "condition/facts.h"

#include <stdexcept>

#include "decode/decoder.h"

namespace overboard::condition {
namespace {

// Can this comparison only be true of values that stand in it? A network holds addresses nobody named.
bool names_its_values(const Predicate& p) {
    if (p.op != Op::eq && p.op != Op::in && p.op != Op::intersects) return false;
    for (const auto& range : p.ranges)
        if (range.bits != 128) return false;
    return p.field->type != fields::Type::boolean;
}

void reach(std::uint32_t target, std::vector<bool>& open, bool& accepted) {
    accepted |= target == Program::accept;
    if (target < open.size()) open[target] = true;
}

}  // namespace

void Facts::kind(ob_kind kind) {
    kinds_ = std::uint64_t{1} << kind;
    is("evt.kind", std::string_view{decode::kind_name(kind)});
    const auto calls = fields::system_calls(kind);
    if (calls.of)
        some("evt.type", calls.names);
    else
        is("evt.type", calls.names);
}

void Facts::is(std::string_view field, fields::Value value) { set(field, What::value, value); }
void Facts::some(std::string_view field, std::span<const std::string_view> values) { set(field, What::some, values); }
void Facts::absent(std::string_view field) { set(field, What::value, {}); }
void Facts::unnamed(std::string_view field) { set(field, What::unnamed, {}); }

void Facts::set(std::string_view field, What what, fields::Value value) {
    const auto* row = fields::find(field);
    if (!row) throw std::logic_error("facts about a field that does not exist: " + std::string{field});
    for (auto& one : known_)
        if (one.extract == row->extract) {
            one = {row->extract, what, value};
            return;
        }
    known_.push_back({row->extract, what, value});
}

bool Facts::knows(std::string_view field, bool value) const {
    const auto* row = fields::find(field);
    for (const auto& one : known_)
        if (const auto* flag = std::get_if<bool>(&one.value); flag && row && one.extract == row->extract)
            return *flag == value;
    return false;
}

std::optional<bool> Facts::decide(const Predicate& predicate) const {
    if (!(predicate.kinds & kinds_)) return false;  // absent
    if (!predicate.plain()) return {};
    for (const auto& one : known_)
        if (one.extract == predicate.field->extract) return decide(predicate, one);
    return {};
}

std::optional<bool> Facts::decide(const Predicate& predicate, const Known& known) {
    if (known.what == What::value) return predicate.matches(known.value);
    if (known.what == What::unnamed) return names_its_values(predicate) ? std::optional{false} : std::nullopt;
    std::size_t matched = 0;
    const auto values = std::get<std::span<const std::string_view>>(known.value);
    for (const auto& one : values) matched += predicate.matches(std::span{&one, 1});
    if (matched != 0 && matched != values.size()) return {};
    return matched != 0;
}

// Follows every way that the facts leave open. Steps lead to lower indices only, so one pass downwards suffices.
bool Facts::possible(const Program& program) const {
    const auto& steps = program.steps();
    std::vector<bool> open(steps.size(), false);
    bool accepted = program.entry() == Program::accept;
    if (program.entry() < steps.size()) open[program.entry()] = true;
    for (std::size_t i = steps.size(); i-- > 0 && !accepted;) {
        if (!open[i]) continue;
        const auto outcome = decide(*steps[i].predicate);
        if (outcome != false) reach(steps[i].yes, open, accepted);
        if (outcome != true) reach(steps[i].no, open, accepted);
    }
    return accepted;
}

}  // namespace overboard::condition
