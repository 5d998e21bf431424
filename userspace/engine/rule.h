// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/finding.h"

namespace overboard::engine {

// A rule as loaded. The compiled condition is the engine's own.
struct Rule {
    std::string name, id, desc, condition, output;
    Priority priority = Priority::notice;
    std::vector<std::string> tags, references;
    std::string remediation_pod, remediation_app;
    std::vector<std::string> false_positives;
    bool enabled = true;
    std::string file;
    int line = 0;
};

}  // namespace overboard::engine
