// SPDX-License-Identifier: Apache-2.0
#include "condition/bracket.h"

#include <array>
#include <optional>

namespace overboard::condition {
namespace {

// A longer expression counts as one that never ends: so a step of glob() costs the same whatever the pattern, which
// may be the attacker's (glob val(field)).
constexpr std::size_t kMaxBracket = 256;
constexpr std::size_t kMaxName = 6;  // "xdigit"

bool lower_case(char c) { return c >= 'a' && c <= 'z'; }
bool upper_case(char c) { return c >= 'A' && c <= 'Z'; }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool alpha(char c) { return lower_case(c) || upper_case(c); }
bool alnum(char c) { return alpha(c) || digit(c); }
bool xdigit(char c) { return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool blank(char c) { return c == ' ' || c == '\t'; }
bool space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool cntrl(char c) { return (c >= 0 && c < ' ') || c == 127; }
bool graph(char c) { return c > ' ' && c < 127; }
bool print(char c) { return c >= ' ' && c < 127; }
bool punct(char c) { return graph(c) && !alnum(c); }

// Not <cctype>'s: those look at the locale.
struct Class {
    std::string_view name;
    bool (*holds)(char);
};
constexpr std::array kClasses{Class{"alnum", alnum}, Class{"alpha", alpha},      Class{"blank", blank},
                              Class{"cntrl", cntrl}, Class{"digit", digit},      Class{"graph", graph},
                              Class{"print", print}, Class{"lower", lower_case}, Class{"punct", punct},
                              Class{"space", space}, Class{"upper", upper_case}, Class{"xdigit", xdigit}};

// nothing: there is no such class, so the pattern matches nothing.
std::optional<bool> in_class(std::string_view name, char c) {
    for (const auto& one : kClasses)
        if (one.name == name) return one.holds(c);
    return {};
}

class Reader {
public:
    Reader(std::string_view rest, char byte, char folded) : rest_(rest), byte_(byte), folded_(folded) {}

    // After the '['. false: it never ends.
    bool read() {
        const bool negated = rest_.starts_with('!') || rest_.starts_with('^');
        if (negated) rest_.remove_prefix(1);
        for (bool first = true; !rest_.empty(); first = false) {
            if (!first && rest_[0] == ']') {
                holds_ = unknown_.empty() && found_ != negated;
                rest_.remove_prefix(1);
                return true;
            }
            element();
        }
        return false;
    }
    bool holds() const { return holds_; }
    std::string_view unknown() const { return unknown_; }
    std::size_t left() const { return rest_.size(); }

private:
    void element() {
        if (const auto name = class_name(); !name.empty()) {
            const auto found = in_class(name, byte_);
            if (!found && unknown_.empty()) unknown_ = name;
            found_ |= found.value_or(false);
            rest_.remove_prefix(name.size() + 4);
        } else if (encloses('=')) {
            found_ |= folded_ == rest_[2];
            rest_.remove_prefix(5);
        } else {
            range();
        }
    }

    void range() {
        const auto low = character();
        const bool more = rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']';
        if (more) rest_.remove_prefix(1);
        const auto high = more ? character() : low;
        const auto c = static_cast<unsigned char>(folded_);
        found_ |= low <= c && c <= high;
    }

    unsigned char character() {
        std::size_t at = 0, size = 1;
        if (encloses('.')) at = 2, size = 5;
        if (rest_[0] == '\\' && rest_.size() > 1) at = 1, size = 2;
        const auto out = static_cast<unsigned char>(rest_[at]);
        rest_.remove_prefix(size);
        return out;
    }

    // Of "[:digit:]": "digit". Other letters than small ones make it no class, but bytes of the set.
    std::string_view class_name() const {
        if (!rest_.starts_with("[:")) return {};
        std::size_t end = 2;
        while (end < rest_.size() && lower_case(rest_[end]) && end <= kMaxName + 2) ++end;
        return rest_.substr(end).starts_with(":]") ? rest_.substr(2, end - 2) : std::string_view{};
    }

    // "[=a=]", "[.a.]": there are no longer names in the C locale.
    bool encloses(char mark) const {
        return rest_.size() > 4 && rest_[0] == '[' && rest_[1] == mark && rest_[3] == mark && rest_[4] == ']';
    }

    std::string_view rest_;
    const char byte_, folded_;
    std::string_view unknown_;
    bool found_ = false, holds_ = false;
};

}  // namespace

Bracket match_bracket(std::string_view pattern, std::size_t at, char byte, char folded) {
    const auto rest = pattern.substr(at + 1, kMaxBracket);
    Reader reader{rest, byte, folded};
    if (!reader.read()) return {};
    return {at + 1 + rest.size() - reader.left(), reader.holds()};
}

std::string_view unknown_class(std::string_view pattern) {
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] == '\\')
            ++at;  // what it escapes begins nothing
        else if (pattern[at] == '[') {
            const auto rest = pattern.substr(at + 1, kMaxBracket);
            Reader reader{rest, 0, 0};
            if (!reader.read()) continue;
            if (!reader.unknown().empty()) return reader.unknown();
            at += rest.size() - reader.left();
        }
    }
    return {};
}

}  // namespace overboard::condition
