// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/finding.h"
#include "engine/observability.h"
#include "engine/threshold.h"

namespace overboard::engine {

// A rule as loaded. The compiled condition is the engine's own.
struct Rule {
    std::string name, id, desc, condition, output;
    Priority priority = Priority::notice;
    std::vector<std::string> tags, references;
    std::string remediation_pod, remediation_app;
    std::vector<std::string> false_positives;
    Threshold threshold;     // speaks when its condition was true this often
    bool invariant = false;  // rests on kernel facts alone: no habit and no name of the attacker's may decide it
    bool enabled = true;
    std::string source = "syscall";  // of events, as Falco names them; no other is seen here
    Observability observability;
    std::string file;
    int line = 0;
};

}  // namespace overboard::engine
