// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace overboard::bench {

// Events per second and core through decode, enrich and rules, from what a container did while nothing was filtered in
// the kernel; allocations of an event that matches nothing; how long rules take to compile.
void measure_engine();

// The recording a few times in front of the shipped rules, or of none, for tests/bench/instructions to count; prints
// how many records that were.
void pass_few(bool with_rules);

}  // namespace overboard::bench
