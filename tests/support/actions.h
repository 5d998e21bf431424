// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace overboard::test {

// Does one thing, by name, in the calling process; the names stand in one table in support/actions.cpp.
// Gives 0, or the errno of what failed (at most 125).
int perform(const std::vector<std::string>& words);

}  // namespace overboard::test
