// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "sensor/settings.h"

namespace overboard::sensor {

// What judging needs and a reload replaces as one.
struct Ruleset {
    std::unique_ptr<engine::Engine> engine;
    std::unique_ptr<base::Redactor> redactor;
    bool judge_host = false;
};

// Fails with one sentence when there are no rules or any has an error; diagnostics hold each fault.
base::Result<Ruleset> load_ruleset(const Settings& settings, std::vector<engine::Diagnostic>& diagnostics);

}  // namespace overboard::sensor
