// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "source/filter.h"

namespace overboard::bench {

// Prints what an open in a container costs with nothing attached, with this filter in the kernel, and with one that
// lets everything pass.
void compare_push_down(int rounds, const source::KernelFilter& filter);

}  // namespace overboard::bench
