// SPDX-License-Identifier: Apache-2.0
#include "condition/literals.h"

#include <algorithm>

namespace overboard::condition {
namespace {

using How = Literal::How;
using Literals = std::vector<Literal>;

// The runs of a pattern that stand for themselves, and whether the first one begins the pattern.
struct Runs {
    std::vector<std::string> texts;
    bool anchored = false, whole = false;
};

// As glob() in match.cpp reads it. A '[' is taken for the start of a bracket expression even where it is none: a
// shorter run is still necessary.
Runs runs_of(std::string_view pattern) {
    Runs out;
    bool open = false;
    out.whole = true;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        char c = pattern[i];
        if (c == '*' || c == '?' || c == '[') {
            out.whole = open = false;
            if (c == '[') break;
            continue;
        }
        if (c == '\\' && i + 1 < pattern.size()) c = pattern[++i];
        if (!open) out.texts.emplace_back();
        out.anchored |= !open && out.texts.size() == 1 && out.whole;
        open = true;
        out.texts.back() += c;
    }
    return out;
}

std::optional<Literal> of_glob(std::string_view pattern, bool folded) {
    const auto runs = runs_of(pattern);
    if (runs.texts.empty()) return {};
    if (runs.whole && !folded) return Literal{How::equals, runs.texts[0]};
    const auto longest = std::max_element(runs.texts.begin(), runs.texts.end(),
                                          [](const auto& a, const auto& b) { return a.size() < b.size(); });
    if (runs.anchored && !folded && runs.texts[0].size() * 2 >= longest->size())
        return Literal{How::begins, runs.texts[0]};
    return Literal{How::contains, lower(*longest)};
}

// The part of a directory's name before its first pattern; path_below() drops slashes at the end.
std::optional<Literal> of_directory(std::string_view prefix) {
    while (prefix.size() > 1 && prefix.ends_with('/')) prefix.remove_suffix(1);
    prefix = prefix.substr(0, prefix.find_first_of("*?[\\"));
    if (prefix.empty()) return {};
    return Literal{How::begins, std::string{prefix}};
}

std::optional<Literal> of_part(How how, const std::string& text) {
    if (text.empty()) return {};
    return Literal{how, how == How::contains ? lower(text) : text};
}

std::optional<Literal> of_text(Op op, const std::string& text) {
    switch (op) {
        case Op::eq:
        case Op::in:
        case Op::intersects:
            return Literal{How::equals, text};
        case Op::contains:
        case Op::icontains:
        case Op::bcontains:
            return of_part(How::contains, text);
        case Op::startswith:
        case Op::bstartswith:
            return of_part(How::begins, text);
        case Op::endswith:
            return of_part(How::ends, text);
        case Op::glob:
        case Op::iglob:
            return of_glob(text, op == Op::iglob);
        case Op::pmatch:
            return of_directory(text);
        default:
            return {};
    }
}

// Whole bytes of a network; the rest of its bits narrows nothing here.
std::optional<Literal> of_range(const Range& range) {
    const std::string bytes{reinterpret_cast<const char*>(range.address.data()), range.address.size()};
    if (range.bits == 128) return Literal{How::equals, bytes};
    return of_part(How::begins, bytes.substr(0, range.bits / 8));
}

template <class Items, class Read>
std::optional<Literals> each(const Items& items, Read read) {
    Literals out;
    for (const auto& item : items) {
        auto one = read(item);
        if (!one) return {};
        out.push_back(std::move(*one));
    }
    return out;
}

bool names_values(Op op) { return op == Op::eq || op == Op::in || op == Op::intersects; }

}  // namespace

std::optional<Literals> literals_of(const Predicate& p) {
    if (!p.plain()) return {};
    switch (p.field->type) {
        case fields::Type::number:
            if (!names_values(p.op)) return {};
            return each(p.numbers, [](std::int64_t n) {
                return std::optional{Literal{How::equals, std::string{number_key(n)}}};
            });
        case fields::Type::address:
            if (!names_values(p.op)) return {};
            return each(p.ranges, of_range);
        case fields::Type::text:
        case fields::Type::list:
            if (p.op == Op::exists || p.op == Op::regex) return {};
            return each(p.texts, [&](const std::string& text) { return of_text(p.op, text); });
        default:
            return {};
    }
}

}  // namespace overboard::condition
