// SPDX-License-Identifier: Apache-2.0
// One renderer per format. Internal to the room; the door is sinks/sink.h.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

#include "incidents/alert.h"

namespace overboard::sinks {

using Json = nlohmann::ordered_json;

// overboard.alert/v1: names, order and presence as tests/contract/alert.schema.json has them.
Json to_json(const incidents::Alert& alert);
// Falco's JSON output, so that what reads Falco reads this.
Json to_falco(const incidents::Alert& alert);
// What other services take; see the files named after them.
Json to_alertmanager(const incidents::Alert& alert);
Json to_pagerduty(const incidents::Alert& alert);
Json to_slack(const incidents::Alert& alert);
Json to_otlp(const incidents::Alert& alert);
// Three lines without the last newline.
std::string to_text(const incidents::Alert& alert, bool colour);

// One line. Never throws on bytes that are no UTF-8.
std::string dump(const Json& json);

// Arguments as one word list, cut.
std::string command_line(const std::vector<std::string>& args, std::size_t max_bytes);

}  // namespace overboard::sinks
