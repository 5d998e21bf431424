// SPDX-License-Identifier: Apache-2.0
#include "condition/match.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "condition/bracket.h"

namespace overboard::condition {
namespace {

char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// One pattern element at p against c. Gives the index after the element, or npos when it does not match.
std::size_t step(std::string_view pattern, std::size_t p, char c, bool folds) {
    const char folded = folds ? fold(c) : c;
    if (pattern[p] == '?') return p + 1;
    if (pattern[p] == '[') {
        const auto bracket = match_bracket(pattern, p, c, folded);
        if (bracket.end != 0) return bracket.holds ? bracket.end : pattern.npos;
    }
    if (pattern[p] == '\\' && p + 1 < pattern.size()) ++p;
    return pattern[p] == folded ? p + 1 : pattern.npos;
}

}  // namespace

bool contains_folded(std::string_view text, std::string_view needle) {
    const auto same = [](char a, char b) { return fold(a) == b; };
    return std::search(text.begin(), text.end(), needle.begin(), needle.end(), same) != text.end() || needle.empty();
}

bool glob(std::string_view pattern, std::string_view text, bool folded) {
    std::size_t p = 0, t = 0, star = pattern.npos, resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
            continue;
        }
        const auto next = p < pattern.size() ? step(pattern, p, text[t], folded) : pattern.npos;
        if (next != pattern.npos) {
            p = next;
            ++t;
        } else if (star == pattern.npos) {
            return false;
        } else {  // let the last star take one byte more
            p = star + 1;
            t = ++resume;
        }
    }
    return pattern.find_first_not_of('*', p) == pattern.npos;
}

bool path_below(std::string_view prefix, std::string_view path) {
    while (prefix.size() > 1 && prefix.ends_with('/')) prefix.remove_suffix(1);
    if (prefix == "/") return path.starts_with('/');
    while (true) {
        const auto p = std::min(prefix.find('/'), prefix.size()), t = std::min(path.find('/'), path.size());
        if (!glob(prefix.substr(0, p), path.substr(0, t))) return false;
        if (p == prefix.size()) return true;
        if (t == path.size()) return false;
        prefix.remove_prefix(p + 1);
        path.remove_prefix(t + 1);
    }
}

std::string lower(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(), fold);
    return out;
}

std::optional<std::string> unhex(std::string_view text) {
    std::string out;
    if (text.size() % 2 != 0) return {};
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned byte = 0;
        const auto* end = text.data() + i + 2;
        if (std::from_chars(text.data() + i, end, byte, 16).ptr != end) return {};
        out += static_cast<char>(byte);
    }
    return out;
}

bool Range::holds(std::string_view bytes) const {
    if (bytes.size() != address.size()) return false;
    for (unsigned i = 0; i < bits; i += 8) {
        const unsigned mask = bits - i >= 8 ? 0xffU : 0xff00U >> (bits - i);
        if ((static_cast<unsigned char>(bytes[i / 8]) ^ address[i / 8]) & mask) return false;
    }
    return true;
}

std::optional<Range> parse_range(std::string_view text) {
    const auto slash = text.find('/');
    const std::string address{text.substr(0, slash)};
    Range out;
    const bool six = inet_pton(AF_INET6, address.c_str(), out.address.data()) == 1;
    if (!six) {
        out.address[10] = out.address[11] = 0xff;
        if (inet_pton(AF_INET, address.c_str(), out.address.data() + 12) != 1) return {};
    }
    if (slash == text.npos) return out;
    const auto bits = parse_number(text.substr(slash + 1));
    if (!bits || *bits < 0 || *bits > (six ? 128 : 32)) return {};
    out.bits = static_cast<unsigned>(*bits) + (six ? 0 : 96);
    return out;
}

std::optional<std::int64_t> parse_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    if (hex) text.remove_prefix(2);
    std::int64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, hex ? 16 : 10);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return {};
    return out;
}

}  // namespace overboard::condition
