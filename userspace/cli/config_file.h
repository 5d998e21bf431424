// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/setting.h"
#include "engine/diagnostic.h"

namespace overboard::cli {

// One key of the file that the settings table knows, in the form its row asks for.
struct FileEntry {
    const Setting* setting = nullptr;
    Value value;
    int line = 0, column = 0;
};

// text: the YAML of a configuration file; name: as diagnostics call it. Unknown, doubled, unavailable and
// ill-formed keys are collected in diagnostics with their line; what is right is given all the same.
std::vector<FileEntry> read_config(const std::string& text, const std::string& name,
                                   std::vector<engine::Diagnostic>& diagnostics);

}  // namespace overboard::cli
