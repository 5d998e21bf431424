// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "condition/predicate.h"
#include "condition/scope.h"

namespace overboard::condition {

// Turns the words right of node's operator into predicate's operand. predicate.field and .op are set; lists among
// the words are replaced by their items. Gives false after appending a fault for each word that does not suit.
bool read_operand(const Node& node, const Scope& scope, Predicate& predicate, Faults& faults);

}  // namespace overboard::condition
