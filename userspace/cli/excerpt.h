// SPDX-License-Identifier: Apache-2.0
// The line that a diagnostic speaks of, with a mark below its place.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/diagnostic.h"

namespace overboard::cli {

class Excerpts {
public:
    // Two lines, indented, a long one cut around the place; control bytes escaped. Empty where a diagnostic has no
    // place, or its file cannot be read any more.
    std::string of(const engine::Diagnostic& diagnostic);

private:
    const std::vector<std::string>& lines_of(const std::string& file);

    std::map<std::string, std::vector<std::string>> files_;  // read once each
};

}  // namespace overboard::cli
