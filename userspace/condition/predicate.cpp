// SPDX-License-Identifier: Apache-2.0
#include "condition/predicate.h"

#include <re2/re2.h>

#include <algorithm>

#include "condition/computed.h"

namespace overboard::condition {
namespace {

bool one_of(const Predicate& p, std::string_view text) {
    if (!p.set.empty()) return p.set.find(text) != p.set.end();
    return std::find(p.texts.begin(), p.texts.end(), text) != p.texts.end();
}

bool below_one(const Predicate& p, std::string_view text) {
    return std::any_of(p.texts.begin(), p.texts.end(), [&](const auto& prefix) { return path_below(prefix, text); });
}

bool text_matches(const Predicate& p, std::string_view text) {
    switch (p.op) {
        case Op::eq:
        case Op::ne:
        case Op::in:
        case Op::intersects:
            return one_of(p, text);
        case Op::contains:
        case Op::bcontains:
            return text.find(p.texts[0]) != text.npos;
        case Op::startswith:
        case Op::bstartswith:
            return text.starts_with(p.texts[0]);
        case Op::endswith:
            return text.ends_with(p.texts[0]);
        case Op::icontains:
            return contains_folded(text, p.texts[0]);
        case Op::glob:
            return glob(p.texts[0], text);
        case Op::iglob:
            return glob(p.texts[0], text, true);
        case Op::pmatch:
            return below_one(p, text);
        case Op::regex:
            return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *p.regex);
        default:
            return false;
    }
}

bool number_matches(const Predicate& p, std::int64_t n) {
    switch (p.op) {
        case Op::lt:
            return n < p.numbers[0];
        case Op::le:
            return n <= p.numbers[0];
        case Op::gt:
            return n > p.numbers[0];
        case Op::ge:
            return n >= p.numbers[0];
        default:
            return std::find(p.numbers.begin(), p.numbers.end(), n) != p.numbers.end();
    }
}

bool address_matches(const Predicate& p, std::string_view bytes) {
    return std::any_of(p.ranges.begin(), p.ranges.end(), [&](const Range& range) { return range.holds(bytes); });
}

bool positive(const Predicate& p, const fields::Value& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag == p.flag;
    if (const auto* n = std::get_if<std::int64_t>(&value)) return number_matches(p, *n);
    if (const auto* list = std::get_if<std::span<const std::string_view>>(&value))
        return std::any_of(list->begin(), list->end(), [&](std::string_view one) { return text_matches(p, one); });
    const auto text = std::get<std::string_view>(value);
    return p.type == fields::Type::address ? address_matches(p, text) : text_matches(p, text);
}

// The right side becomes an operand like any other. false: there is nothing to compare with. A list without items is
// nothing, too (argv can be): no operand is ever without a value.
bool take_operand(Predicate& p, const Owned& right) {
    const bool folds = p.op == Op::icontains || p.op == Op::iglob;
    if (const auto* flag = std::get_if<bool>(&right)) p.flag = *flag;
    if (const auto* number = std::get_if<std::int64_t>(&right)) p.numbers = {*number};
    if (const auto* text = std::get_if<std::string>(&right)) p.texts = {folds ? lower(*text) : *text};
    const auto* list = std::get_if<std::vector<std::string>>(&right);
    if (list) p.texts = *list;
    return !std::holds_alternative<std::monostate>(right) && !(list && list->empty());
}

}  // namespace

bool Predicate::matches(const fields::Value& value) const {
    if (std::holds_alternative<std::monostate>(value)) return false;
    if (op == Op::exists) return true;
    return positive(*this, value) != (op == Op::ne);
}

bool Predicate::holds_computed(fields::Context& context, const std::function<void(const fields::Value&)>& visit) const {
    const Owned left = computed->left.evaluate(context);
    std::vector<std::string_view> items;
    const auto value = view(left, items);
    visit(value);
    if (!computed->right) return matches(value);
    Predicate instant;
    instant.op = op;
    instant.type = type;
    return take_operand(instant, computed->right->evaluate(context)) && instant.matches(value);
}

std::vector<const fields::Field*> fields_of(const Predicate& predicate) {
    if (predicate.plain()) return {predicate.field};
    std::vector<const fields::Field*> out;
    predicate.computed->left.append_fields(out);
    if (predicate.computed->right) predicate.computed->right->append_fields(out);
    return out;
}

std::string field_text(const Predicate& predicate) {
    if (predicate.computed) return expression_text(predicate.computed->left);
    std::string out{predicate.field->name};
    if (predicate.argument >= 0) out += '[' + std::to_string(predicate.argument) + ']';
    return out;
}

}  // namespace overboard::condition
