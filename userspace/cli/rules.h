// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/config.h"
#include "sensor/ruleset.h"

namespace overboard::cli {

// The settings in use and the rules they name, for the commands that speak about rules. paths: instead of
// the configured ones, unless empty. What is wrong is printed to stderr; fails then.
base::Result<sensor::Settings> configured(const std::vector<std::string>& paths);
base::Result<sensor::Ruleset> loaded(const sensor::Settings& settings);

}  // namespace overboard::cli
