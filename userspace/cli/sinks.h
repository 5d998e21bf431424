// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/setting.h"

namespace overboard::cli {

// Reads the list of sinks, by the table in sink_keys.cpp; a list within a record comes as its key repeated, a map as
// "map.key". Gives what is wrong.
std::string take_sinks(Draft& draft, const Value& value);
std::string show_sinks(std::span<const sinks::Settings> sinks);

// "text", "json" or "overboard", "falco", ...; "critical", ... in any case.
base::Result<sinks::Format> parse_format(std::string_view text);
base::Result<engine::Priority> parse_priority(std::string_view text);
std::string_view format_name(sinks::Format format);

}  // namespace overboard::cli
