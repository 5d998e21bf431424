// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "condition/scope.h"
#include "engine/definitions.h"

namespace overboard::engine {

// A note for each macro and list that nothing uses, for each macro that has a field's name, and for each definition
// that took another's place.
void add_notes(const Definitions& definitions, const condition::Scope& scope, std::vector<Diagnostic>& diagnostics);

}  // namespace overboard::engine
