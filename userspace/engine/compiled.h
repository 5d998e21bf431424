// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "condition/program.h"
#include "engine/definitions.h"
#include "engine/engine.h"
#include "engine/output.h"

namespace overboard::engine {

struct CompiledRule {
    condition::Program program;  // rejects everything when the rule is switched off
    Output output;
};

// Rules and what they compiled to, index by index.
struct CompiledRules {
    std::vector<Rule> rules;
    std::vector<CompiledRule> compiled;
};

// Gives every name its meaning. Faults, and names in options that no rule has, go to diagnostics. With an error
// among them the result is not fit to be used.
CompiledRules compile_rules(const Definitions& definitions, const LoadOptions& options,
                            std::vector<Diagnostic>& diagnostics);

}  // namespace overboard::engine
