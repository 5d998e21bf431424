// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "condition/ast.h"

namespace overboard::condition {

// The names that a condition may use besides fields.
struct Scope {
    std::map<std::string, std::vector<Word>, std::less<>> lists;  // items, lists inside lists already replaced
    std::map<std::string, Tree, std::less<>> macros;              // parsed; not usable: a fault has been told
};

}  // namespace overboard::condition
