// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "condition/ast.h"

namespace overboard::condition {

// The tree as a condition again, on one line, parentheses only where they are needed. Parsing it gives the same tree.
std::string print(const Tree& tree);

}  // namespace overboard::condition
