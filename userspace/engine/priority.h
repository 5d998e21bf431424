// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/finding.h"

namespace overboard::engine {

// Any case; "info" is Falco's short form of informational. Nothing when it is none of the eight.
std::optional<Priority> parse_priority(std::string_view text);
std::string nearest_priority(std::string_view text);  // "" when none is near

}  // namespace overboard::engine
