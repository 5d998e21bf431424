// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "condition/program.h"

namespace overboard::engine {

// Whether the events and fields that a rule speaks of are seen here.
struct Observability {
    enum class State : std::uint8_t { whole, partly, never } state = State::whole;
    std::vector<std::string> reasons;  // "user.loginuid: the audit login is not told of a process", each once
};

const char* state_name(Observability::State state);  // "whole", "partly", "never"

// never: the rule names something that is not seen, and no event can make it true. partly: it names such a thing and
// can be true all the same, with that comparison always false. tree has been checked.
Observability observability_of(const condition::Tree& tree, const condition::Scope& scope,
                               const condition::Program& program);

// Some kind of event can make the condition true.
bool possible(const condition::Program& program);

}  // namespace overboard::engine
