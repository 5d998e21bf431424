// SPDX-License-Identifier: Apache-2.0
// What is said once the sensor stands: to a person, and to a program that waits for it.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "sensor/settings.h"

namespace overboard::sensor {

struct Started {
    std::string kernel;   // release
    std::string metrics;  // address the courier listens on; empty: none
    std::string rule;     // id of a loaded rule, for an example
    std::size_t programs = 0, rules = 0, containers = 0, processes = 0;
    double attach_ms = 0;  // from the process's start until every program was attached
    double scan_ms = 0;    // for the scan of what already ran
};

// Several lines for a terminal, the last of them what to try next.
std::string banner(const Settings& settings, const Started& started);

// {"pid":..,"attach_ms":..,"scan_ms":..,...} on one line.
std::string ready_text(const Started& started);
// Written whole or not at all: a reader that sees the file sees all of it.
base::Result<void> write_ready_file(const std::string& path, const Started& started);

}  // namespace overboard::sensor
