// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "incidents/alert.h"

namespace overboard::sensor {

// The alert by which those on call learn that a node goes on with rules that somebody meant to replace: slug
// rules-refused. why: one sentence, from a file that others wrote; escaped and cut here. wall_ns: CLOCK_REALTIME.
// The same reason on the same node has the same dedup_key, and no two have the same id.
incidents::Alert refused_rules(const std::string& node, const std::string& why, std::int64_t wall_ns);

}  // namespace overboard::sensor
