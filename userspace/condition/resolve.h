// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "condition/ast.h"
#include "condition/computed.h"
#include "condition/scope.h"

namespace overboard::condition {

// Gives a term its meaning: fields and functions by name, arguments and types. Appends one fault for what has none, and
// gives false then. scope is where names of macros come from, for hints.
bool resolve(const Term& term, const Scope& scope, Expression& out, Faults& faults);
// The same of a field; an empty argument is none.
bool resolve_field(const Word& name, const Word& argument, const Scope& scope, Expression& out, Faults& faults);

// Appends the fault for a name that is neither a field nor a macro, with the nearest as the hint. Gives false.
bool unknown_name(const Word& name, const Scope& scope, Faults& faults);

}  // namespace overboard::condition
