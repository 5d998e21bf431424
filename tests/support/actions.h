// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace overboard::test {

using Actions = std::map<std::string, int (*)(const std::vector<std::string>&)>;

// The rarer ways to reach a file or a socket.
const Actions& object_actions();
// Changes to files that open nothing, and programs started on a connection.
const Actions& change_actions();
// By io_uring. Their first word lists the ways, separated by commas: plain, async, sqpoll, link, second, slot, skip.
const Actions& uring_actions();
const Actions& privilege_actions();
// By int 0x80 from a 64-bit process, where system calls have other numbers; none on other machines than x86-64.
const Actions& compat_actions();

// Does one thing, by name, in the calling process; the names stand in the tables of support/*actions.cpp.
// Gives 0, or the errno of what failed (at most 125).
int perform(const std::vector<std::string>& words);

}  // namespace overboard::test
