// SPDX-License-Identifier: Apache-2.0
// Text matching as the operators mean it. Any bytes; case folds ASCII only. Nothing here allocates.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace overboard::condition {

// needle is lower case already.
bool contains_folded(std::string_view text, std::string_view needle);

// Shell pattern as fnmatch(3) without flags: * and ? match '/' too, brackets as in condition/bracket.h, \ escapes.
// folded: pattern is lower case, and text is compared as if it were, but for classes ([[:upper:]]). Linear in text
// times pattern at worst.
bool glob(std::string_view pattern, std::string_view text, bool folded = false);

// prefix is the whole path, or a directory above it: /etc is above /etc/passwd, not above /etcetera. A component
// of prefix may be a pattern.
bool path_below(std::string_view prefix, std::string_view path);

std::string lower(std::string_view text);

// "2f657463" -> "/etc"; nothing when it is no even number of hex digits.
std::optional<std::string> unhex(std::string_view text);

// Addresses bytes [0, bits) of which are given; IPv4 as ::ffff:a.b.c.d.
struct Range {
    std::array<std::uint8_t, 16> address{};
    unsigned bits = 128;
    bool holds(std::string_view sixteen_bytes) const;
};
// "10.0.0.0/8", "::1", "169.254.169.254". What stands behind the prefix does not matter.
std::optional<Range> parse_range(std::string_view text);

// Decimal, or hexadecimal after 0x, a sign before it.
std::optional<std::int64_t> parse_number(std::string_view text);

}  // namespace overboard::condition
