// SPDX-License-Identifier: Apache-2.0
#include "engine/priority.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/near.h"

namespace overboard::engine {
namespace {

constexpr std::array<const char*, 8> kNames = {"emergency", "alert",  "critical",      "error",
                                               "warning",   "notice", "informational", "debug"};

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](unsigned char x, unsigned char y) { return std::tolower(x) == y; });
}

}  // namespace

const char* priority_name(Priority p) {
    const auto index = static_cast<std::size_t>(p);
    return index < kNames.size() ? kNames[index] : "unknown";
}

std::optional<Priority> parse_priority(std::string_view text) {
    if (same(text, "info")) return Priority::informational;
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (same(text, kNames[i])) return static_cast<Priority>(i);
    return {};
}

std::string nearest_priority(std::string_view text) {
    std::string lower{text};
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    base::Nearest best{lower};
    for (const char* name : kNames) best.offer(name);
    return std::string{best.name()};
}

}  // namespace overboard::engine
