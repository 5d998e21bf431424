// SPDX-License-Identifier: Apache-2.0
#include "source/hierarchy.h"

#include <array>
#include <charconv>
#include <string>

namespace overboard::source {
namespace {

// In the order of enum ob_controller, from 1: the likeliest to be joined by every runtime first.
constexpr std::array<std::string_view, 5> kControllers = {"pids", "memory", "freezer", "devices", "cpu"};

bool has_controller(std::string_view list, std::string_view name) {
    return ("," + std::string(list) + ",").find("," + std::string(name) + ",") != std::string::npos;
}

// "8:pids:/path" -> 8 when the line's controllers hold `name`, else 0.
std::uint32_t id_of(std::string_view line, std::string_view name) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == line.npos || second == line.npos) return 0;
    if (!has_controller(line.substr(first + 1, second - first - 1), name)) return 0;
    std::uint32_t id = 0;
    std::from_chars(line.data(), line.data() + first, id);
    return id;
}

}  // namespace

Hierarchy choose_hierarchy(std::string_view text) {
    for (std::uint32_t i = 0; i < kControllers.size(); i++) {
        for (std::size_t at = 0; at < text.size();) {
            const auto end = std::min(text.find('\n', at), text.size());
            if (const auto id = id_of(text.substr(at, end - at), kControllers[i])) return {id, i + 1};
            at = end + 1;
        }
    }
    return {};
}

}  // namespace overboard::source
