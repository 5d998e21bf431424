// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

namespace overboard::base {
namespace {

// Code points that show as nothing, or that change the order or the line of what follows.
// Unicode 15, categories Cc, Cf, Zl and Zp, and the fillers that render empty.
struct Range {
    char32_t first, last;
};
constexpr std::array unsafe{
    Range{0x00, 0x1f},       Range{0x7f, 0x9f},       Range{0xad, 0xad},       Range{0x34f, 0x34f},
    Range{0x600, 0x605},     Range{0x61c, 0x61c},     Range{0x6dd, 0x6dd},     Range{0x70f, 0x70f},
    Range{0x890, 0x891},     Range{0x8e2, 0x8e2},     Range{0x115f, 0x1160},   Range{0x17b4, 0x17b5},
    Range{0x180e, 0x180e},   Range{0x200b, 0x200f},   Range{0x2028, 0x202e},   Range{0x2060, 0x206f},
    Range{0x3164, 0x3164},   Range{0xfeff, 0xfeff},   Range{0xffa0, 0xffa0},   Range{0xfff9, 0xfffb},
    Range{0x110bd, 0x110bd}, Range{0x110cd, 0x110cd}, Range{0x13430, 0x1343f}, Range{0x1bca0, 0x1bca3},
    Range{0x1d173, 0x1d17a}, Range{0xe0000, 0xe0fff},
};

bool is_unsafe(char32_t c) {
    const auto* after = std::upper_bound(unsafe.begin(), unsafe.end(), c,
                                         [](char32_t value, const Range& r) { return value < r.first; });
    return after != unsafe.begin() && c <= std::prev(after)->last;
}

bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7f; }

template <class Number>
void append_escape(std::string& out, const char* format, Number value) {
    std::array<char, 16> text{};
    out.append(text.data(), static_cast<std::size_t>(std::snprintf(text.data(), text.size(), format, value)));
}

void escape_code_point(std::string& out, char32_t c) {
    switch (c) {
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            append_escape(out, c < 0x80 ? "\\x%02x" : "\\u{%x}", static_cast<unsigned>(c));
    }
}

}  // namespace

std::size_t utf8_sequence(std::string_view text, char32_t& code_point) {
    if (text.empty()) return 0;
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) {
        code_point = lead;
        return 1;
    }
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
    code_point = lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xc0) != 0x80) return 0;
        code_point = code_point << 6 | (next & 0x3f);
    }
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};  // less: an overlong form
    const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
    return code_point < smallest[length] || code_point > 0x10ffff || surrogate ? 0 : length;
}

std::string printable(std::string_view bytes) {
    if (std::all_of(bytes.begin(), bytes.end(), [](char c) { return is_plain(static_cast<unsigned char>(c)); }))
        return std::string(bytes);
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 4);
    while (!bytes.empty()) {
        char32_t c = 0;
        const std::size_t length = utf8_sequence(bytes, c);
        if (length == 0)
            append_escape(out, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(bytes[0])));
        else if (is_unsafe(c))
            escape_code_point(out, c);
        else
            out.append(bytes.substr(0, length));
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

std::string cut(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return std::string(text);
    if (max_bytes < cut_mark.size()) return {};
    std::size_t end = max_bytes - cut_mark.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return std::string(text.substr(0, end)).append(cut_mark);
}

std::string hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const std::uint8_t b : bytes) {
        out += digits[b >> 4];
        out += digits[b & 15];
    }
    return out;
}

std::string json_quote(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) {
        char32_t c = 0;
        const std::size_t length = utf8_sequence(text, c);
        if (length == 0)
            out += "\ufffd";
        else if (c == '"' || c == '\\')
            out.append(1, '\\').append(1, static_cast<char>(c));
        else if (c < 0x20 || c == 0x7f)
            append_escape(out, "\\u%04x", static_cast<unsigned>(c));
        else
            out.append(text.substr(0, length));
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out += '"';
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
        parts.push_back(text.substr(0, at));
        text.remove_prefix(at + 1);
    }
    parts.push_back(text);
    return parts;
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += separator;
        out += parts[i];
    }
    return out;
}

std::string_view basename(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::size_t edit_distance(std::string_view a, std::string_view b) {
    constexpr std::size_t longest = 64;
    if (a.size() > longest || b.size() > longest) return std::max(a.size(), b.size());
    std::array<std::size_t, longest + 1> row{};
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row[b.size()];
}

}  // namespace overboard::base
