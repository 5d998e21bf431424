// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace overboard::bench {

// Events per second and core through decode, enrich and rules, from what a container did while nothing was filtered in
// the kernel; allocations of an event that matches nothing; how long rules take to compile.
void measure_engine();

}  // namespace overboard::bench
