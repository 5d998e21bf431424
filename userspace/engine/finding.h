// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "enrich/observation.h"

namespace overboard::engine {

// Syslog's and Falco's eight, most severe first.
enum class Priority : std::uint8_t { emergency, alert, critical, error, warning, notice, informational, debug };
const char* priority_name(Priority p);  // "critical", lower case

struct Rule;  // engine/rule.h

// One event, judged: the rule that speaks, and those that matched as well.
struct Finding {
    const Rule* rule = nullptr;             // highest priority; the first in file order among equals
    std::vector<const Rule*> also_matched;  // others, in file order
    std::vector<std::pair<std::string, std::string>> evidence;  // fields the condition read, and their values
    std::string output;                                         // the rule's output, fields filled in; not redacted
    const enrich::Observation* seen = nullptr;
};

}  // namespace overboard::engine
