// SPDX-License-Identifier: Apache-2.0
// Paths as text. Bytes are opaque: nothing here looks at a file system.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace overboard::enrich {

// Whether path is dir or lies beneath it, by whole components. dir "/": everything absolute.
bool beneath(std::string_view path, std::string_view dir);

// The rest of path below dir, with its leading "/", or "" when they are the same. Needs beneath(path, dir).
std::string_view below(std::string_view path, std::string_view dir);

// dir + rest with one "/" between them; rest may be empty.
std::string join(std::string_view dir, std::string_view rest);

// Absolute form of path, taken from dir when it is relative, with ".", "..", and repeated "/" resolved by
// name alone: symbolic links are not known here. ".." above the root stays at the root.
std::string normalise(std::string_view path, std::string_view dir = "/");

using base::basename;
std::string_view dirname(std::string_view path);  // "/" at the top

std::vector<std::string_view> parts_of(std::string_view text,
                                       std::string_view separators);  // between any of them; no empty ones

}  // namespace overboard::enrich
