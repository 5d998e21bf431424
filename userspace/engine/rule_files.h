// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/definitions.h"

namespace overboard::engine {

inline constexpr std::size_t max_rule_file_bytes = 8 * 1024 * 1024;

// Reads every file that the paths name: a file, or the *.yaml of a directory in name order. What cannot be read is
// a diagnostic.
Definitions read_rule_files(std::span<const std::string> paths, std::vector<Diagnostic>& diagnostics);

}  // namespace overboard::engine
