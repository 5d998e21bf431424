// SPDX-License-Identifier: Apache-2.0
// What the fields room promises of one field where another has a certain value.
#pragma once

#include "condition/facts.h"

namespace overboard::engine {

// Of events whose file is not the host's: what file.host_* are then (from_host() of fields/filesystem.cpp).
void not_the_hosts(condition::Facts& facts);

// What is sure besides where that comparison turned out true; nothing for most.
condition::Facts implied_by(const condition::Predicate& holds);

}  // namespace overboard::engine
