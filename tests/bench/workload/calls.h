// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace overboard::bench {

// Makes `count` times the system call (or the pair that undoes itself) of that name. Gives how many calls that were;
// 0: there is no such name. The table is in calls.cpp, and tests/bench/hooks.cpp says which hook each is for.
long make_calls(const std::string& name, long count);

}  // namespace overboard::bench
