// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace overboard::bench {

// A rule file of that many rules: 80 % equality, prefix or list, 15 % contains, 5 % regular expressions, over opens,
// execs and connects. Hardly any event matches one.
std::string synthetic_rules(int count);

}  // namespace overboard::bench
