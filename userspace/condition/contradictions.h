// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "condition/predicate.h"
#include "condition/scope.h"

namespace overboard::condition {

// Appends a warning for each clause that can never be true beside the others of its conjunction: another value of the
// same field, bounds that exclude each other, no kind of event that all of them can be true of. tree and the macros of
// scope have been checked. Says nothing of more than 64 clauses, and nothing where it is not certain.
void find_contradictions(const Tree& tree, const Scope& scope, Faults& faults);

}  // namespace overboard::condition
