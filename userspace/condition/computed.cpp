// SPDX-License-Identifier: Apache-2.0
#include "condition/computed.h"

namespace overboard::condition {
namespace {

Owned own(fields::Type type, const fields::Value& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* list = std::get_if<std::span<const std::string_view>>(&value))
        return std::vector<std::string>(list->begin(), list->end());
    if (!std::holds_alternative<std::string_view>(value)) return {};
    std::string text;
    fields::print(type, value, text);
    // A list field may give one item alone, as proc.aname[2] does.
    return type == fields::Type::list ? Owned{std::vector{std::move(text)}} : Owned{std::move(text)};
}

Owned own_field(const Expression& e, fields::Context& context) {
    if (e.field->named && !e.text.empty()) return own(e.type, e.field->named(context, e.text));
    return own(e.field->type, e.field->extract(context, e.argument));
}

Owned own_list(const Expression& e, fields::Context& context) {
    std::vector<std::string> items;
    for (const auto& part : e.parts) {
        const auto value = part.evaluate(context);
        if (std::holds_alternative<std::monostate>(value)) return {};
        items.push_back(shown(value));
    }
    return items;
}

}  // namespace

Owned Expression::evaluate(fields::Context& context) const {
    if (field) {
        Owned value = own_field(*this, context);
        auto* items = std::get_if<std::vector<std::string>>(&value);
        return items && type == fields::Type::text ? Owned{items->empty() ? "" : items->front()} : value;
    }
    if (!function) return parts.empty() ? Owned{text} : own_list(*this, context);
    std::vector<Owned> values;
    for (const auto& part : parts) {
        values.push_back(part.evaluate(context));
        if (std::holds_alternative<std::monostate>(values.back())) return {};
    }
    return function->apply(std::move(values));
}

std::uint64_t Expression::kinds() const {
    std::uint64_t bits = field ? field->kinds : ~std::uint64_t{0};
    for (const auto& part : parts) bits &= part.kinds();
    return bits;
}

const fields::Field* Expression::first_field() const {
    if (field) return field;
    for (const auto& part : parts)
        if (const auto* found = part.first_field()) return found;
    return nullptr;
}

void Expression::append_fields(std::vector<const fields::Field*>& out) const {
    if (field) out.push_back(field);
    for (const auto& part : parts) part.append_fields(out);
}

std::string expression_text(const Expression& e) {
    if (e.field && e.argument >= 0) return std::string{e.field->name} + '[' + std::to_string(e.argument) + ']';
    if (e.field) return std::string{e.field->name} + (e.text.empty() ? "" : '[' + e.text + ']');
    if (!e.function && e.parts.empty()) return '"' + e.text + '"';
    std::string out{e.function ? e.function->name : ""};
    for (const auto& part : e.parts) out += (&part == e.parts.data() ? "(" : ", ") + expression_text(part);
    return out + ')';
}

fields::Value view(const Owned& value, std::vector<std::string_view>& items) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* text = std::get_if<std::string>(&value)) return std::string_view{*text};
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    if (!list) return {};
    items.assign(list->begin(), list->end());
    return std::span<const std::string_view>{items};
}

}  // namespace overboard::condition
