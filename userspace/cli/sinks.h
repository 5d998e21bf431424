// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/setting.h"

namespace overboard::cli {

// Reads the list of sinks: {name, type: stdout or file, format, path, min_priority}. Gives what is wrong.
std::string take_sinks(Draft& draft, const Value& value);
std::string show_sinks(std::span<const sensor::SinkSettings> sinks);

// "text", "json", "falco"; "critical", ... in any case.
base::Result<sinks::Format> parse_format(std::string_view text);
base::Result<engine::Priority> parse_priority(std::string_view text);
std::string_view format_name(sinks::Format format);

}  // namespace overboard::cli
