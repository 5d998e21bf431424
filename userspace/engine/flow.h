// SPDX-License-Identifier: Apache-2.0
// Questions about one rule's flow: what is left of it for a class of events, and what it cannot do without.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/comparisons.h"

namespace overboard::engine {

enum class Outcome : std::int8_t { no, yes, open };

// The flow without the comparisons whose outcome is known, by comparison number, and without steps that lead nowhere.
// Its entry is reject when it can never be true.
Flow specialise(const Flow& flow, std::span<const Outcome> known);

// One comparison turning out one way.
struct Edge {
    std::uint32_t comparison = 0;
    bool outcome = true;
    bool operator==(const Edge&) const = default;
};

// Edges at least one of which every run that accepts passes: the set with the least sum of costs (a minimum cut).
// Empty when the flow rejects everything. A flow that is too large to cut gives what leads out of its entry.
std::vector<Edge> necessary(const Flow& flow, const std::function<std::uint32_t(Edge)>& cost);

// Whether the flow can only be true where the comparison turns out like that.
bool requires_edge(const Flow& flow, Edge edge);

}  // namespace overboard::engine
