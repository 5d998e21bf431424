// SPDX-License-Identifier: Apache-2.0
// What makes an alert the same alert, and two alerts about the same thing.
#pragma once

#include <string>
#include <string_view>

#include "engine/finding.h"

namespace overboard::incidents {

// A ULID (26 characters, Crockford's base 32): milliseconds of the event's wall time, then 80 bits of a hash
// over boot id, ring, CPU, sequence and rule. A replay, or a restart that judges the event again, gives the same.
std::string alert_id(const engine::Finding& finding, std::string_view boot_id);

// 32 hex digits of a hash over rule, container and object. The object is what the kernel acted on: device and
// inode (and host path) of a file, the address or socket of a peer, an executable with its arguments and server.
// What failed is known only by the name asked for.
std::string dedup_key(const engine::Finding& finding);

// The same over rule and container alone: for what comes after too many different objects.
std::string group_key(const engine::Finding& finding);

}  // namespace overboard::incidents
