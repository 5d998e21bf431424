// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "attachment.h"

namespace overboard::bench {

// What the workload's operations cost inside a container with nothing attached, with empty programs, and with what
// `overboard` attaches, in alternating rounds; prints the table.
void compare_overhead(int rounds, const Attach& overboard);

}  // namespace overboard::bench
