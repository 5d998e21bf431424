// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "source/filter.h"

namespace overboard::bench {

// Runs the workload with the kernel's own statistics on and prints, program by program, how often it ran and for how
// long. The statistics themselves cost some 20 ns a run.
void profile(const source::KernelFilter& filter);

}  // namespace overboard::bench
