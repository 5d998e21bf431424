// SPDX-License-Identifier: Apache-2.0
#include "condition/functions.h"

#include <algorithm>
#include <array>

#include "condition/match.h"

namespace overboard::condition {
namespace {

using fields::Type;
using Types = std::span<const Type>;

constexpr std::size_t kMaxText = 64 * 1024;  // of what join and concat give: their parts are the attacker's

bool textual(Type type) { return type == Type::text || type == Type::list; }

// A text for a text; a list for a list, item by item.
std::optional<Type> same_text(Types types) { return textual(types[0]) ? std::optional{types[0]} : std::nullopt; }
std::optional<Type> length_type(Types types) { return textual(types[0]) ? std::optional{Type::number} : std::nullopt; }
std::optional<Type> any_type(Types types) { return types[0]; }

std::optional<Type> join_type(Types types) {
    const bool good = types[0] != Type::list && types[1] == Type::list;
    return good ? std::optional{Type::text} : std::nullopt;
}

std::optional<Type> concat_type(Types types) {
    const bool good = std::none_of(types.begin(), types.end(), [](Type t) { return t == Type::list; });
    return good ? std::optional{Type::text} : std::nullopt;
}

template <std::string (*change)(std::string_view)>
Owned each(std::vector<Owned>&& parts) {
    if (auto* text = std::get_if<std::string>(&parts[0])) return change(*text);
    auto& items = std::get<std::vector<std::string>>(parts[0]);
    for (auto& item : items) item = change(item);
    return std::move(items);
}

std::string upper(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return out;
}

std::string base_name(std::string_view path) { return std::string{path.substr(path.rfind('/') + 1)}; }

int digit_of(char c) {
    static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto at = kDigits.find(c);
    return at == kDigits.npos ? -1 : static_cast<int>(at);
}

// RFC 4648 with its padding, or without any.
std::optional<std::string> from_base64(std::string_view in) {
    const auto size = in.size();
    while (in.ends_with('=')) in.remove_suffix(1);
    const bool padded = in.size() != size;
    if (in.size() % 4 == 1 || (padded && (size % 4 != 0 || size - in.size() > 2))) return {};
    std::string out;
    unsigned held = 0, bits = 0;
    for (const char c : in) {
        const int digit = digit_of(c);
        if (digit < 0) return {};
        held = held << 6 | static_cast<unsigned>(digit);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out += static_cast<char>(held >> bits & 0xff);
    }
    return out;
}

// Items of a list that are no base64 are left out.
Owned decode(std::vector<Owned>&& parts) {
    if (const auto* text = std::get_if<std::string>(&parts[0])) {
        auto out = from_base64(*text);
        return out ? Owned{std::move(*out)} : Owned{};
    }
    std::vector<std::string> out;
    for (const auto& item : std::get<std::vector<std::string>>(parts[0]))
        if (auto one = from_base64(item)) out.push_back(std::move(*one));
    return out.empty() ? Owned{} : Owned{std::move(out)};
}

Owned length(std::vector<Owned>&& parts) {
    if (const auto* text = std::get_if<std::string>(&parts[0])) return static_cast<std::int64_t>(text->size());
    return static_cast<std::int64_t>(std::get<std::vector<std::string>>(parts[0]).size());
}

Owned join(std::vector<Owned>&& parts) {
    const auto between = shown(parts[0]);
    const auto& items = std::get<std::vector<std::string>>(parts[1]);
    std::string out;
    for (const auto& item : items) {
        if (&item != items.data()) out += between;
        out += item;
        if (out.size() > kMaxText) break;
    }
    return out;
}

Owned concat(std::vector<Owned>&& parts) {
    std::string out;
    for (const auto& part : parts) out += shown(part);
    if (out.size() > kMaxText) out.resize(kMaxText);
    return out;
}

Owned itself(std::vector<Owned>&& parts) { return std::move(parts[0]); }

constexpr Function kFunctions[] = {
    {"tolower", "The text in small letters (ASCII).", 1, false, same_text, each<lower>},
    {"toupper", "The text in capital letters (ASCII).", 1, false, same_text, each<upper>},
    {"b64", "What the text says in base64; absent when it is none, a list's items that are none left out.", 1, false,
     same_text, decode},
    {"basename", "What follows the last '/'; empty when nothing does.", 1, false, same_text, each<base_name>},
    {"len", "Bytes of a text, items of a list.", 1, false, length_type, length},
    {"join", "The items of the list behind the first text, with that between them: join(\":\", (a, b)).", 2, false,
     join_type, join},
    {"concat", "The values, one behind the other.", 1, true, concat_type, concat},
    {"val", "The field's value, right of an operator.", 1, false, any_type, itself},
};

}  // namespace

std::string shown(const Owned& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return std::get<bool>(value) ? "true" : "false";
}

std::span<const Function> functions() { return kFunctions; }

const Function* find_function(std::string_view name) {
    const auto* at = std::find_if(std::begin(kFunctions), std::end(kFunctions),
                                  [&](const Function& one) { return one.name == name; });
    return at == std::end(kFunctions) ? nullptr : at;
}

}  // namespace overboard::condition
