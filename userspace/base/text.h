// SPDX-License-Identifier: Apache-2.0
// Making bytes of unknown origin fit to be shown. Nothing here throws or looks at the locale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace overboard::base {

// bytes: anything. Gives valid UTF-8 on one line that cannot steer a terminal or reorder text: control
// bytes as \n, \t, \r or \xNN, bytes that are no UTF-8 as \xNN, C1 controls, bidirectional overrides,
// line separators and invisible code points as \u{202e}. Backslashes stay as they are: what is shown is for
// reading, not for parsing back.
std::string printable(std::string_view bytes);

// The mark that stands where something was cut off: U+2026.
inline constexpr std::string_view cut_mark = "\u2026";

// text: UTF-8. Gives it when it has at most max_bytes, else its beginning and the mark, in at most
// max_bytes and never within a code point. max_bytes under 3 leaves no room for the mark: gives "".
std::string cut(std::string_view text, std::size_t max_bytes);

// Lower case hex of the bytes.
std::string hex(std::span<const std::uint8_t> bytes);

// text as a JSON string, quotes included. Invalid UTF-8 becomes U+FFFD.
std::string json_quote(std::string_view text);

// Views between the separators: "a,,b" gives "a", "", "b"; "" gives one "".
std::vector<std::string_view> split(std::string_view text, char separator);

std::string join(std::span<const std::string> parts, std::string_view separator);

// The last component of a path: "/usr/bin/ruby" gives "ruby", "a/" gives "".
std::string_view basename(std::string_view path);

// Levenshtein distance in bytes. For hints; text over 64 bytes counts as far as it is long.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The length in bytes of the valid UTF-8 sequence text starts with (its value in code_point), or 0.
std::size_t utf8_sequence(std::string_view text, char32_t& code_point);

}  // namespace overboard::base
