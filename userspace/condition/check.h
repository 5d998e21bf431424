// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "condition/predicate.h"
#include "condition/scope.h"

namespace overboard::condition {

// Gives every name of the tree its meaning and every comparison its predicate: fields and macros must exist,
// operators and operands must suit the field's type. Appends one fault for each that does not, with the nearest
// name as the hint, and then clears tree.usable.
void check(Tree& tree, const Scope& scope, Faults& faults);

}  // namespace overboard::condition
