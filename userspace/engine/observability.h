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
    std::uint64_t kinds = 0;           // bit 1 << ob_kind: events that can make it true
    // The fields its condition reads, and "escape.what=cgroup" where it compares one with a few texts; sorted.
    std::vector<std::string> reads{};
};

const char* state_name(Observability::State state);  // "whole", "partly", "never"

// never: the rule names something that is not seen, and no event can make it true. partly: it names such a thing and
// can be true all the same, with that comparison always false. tree has been checked.
Observability observability_of(const condition::Tree& tree, const condition::Scope& scope,
                               const condition::Program& program);

// Bit 1 << ob_kind for each kind of event that can make the condition true.
std::uint64_t possible_kinds(const condition::Program& program);

}  // namespace overboard::engine
