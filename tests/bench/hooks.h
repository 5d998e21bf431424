// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "source/filter.h"

namespace overboard::bench {

// Makes each kind of system call that is watched in a container, over and over, and prints what the programs took for
// one of them, by the kernel's own statistics.
void hooks(const source::KernelFilter& filter);

}  // namespace overboard::bench
