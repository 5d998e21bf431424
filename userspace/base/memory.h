// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace overboard::base {

// For a process that needs much for a moment and then runs for weeks: blocks of 128 KiB and more (glibc's own default,
// which would otherwise rise to the largest one that was ever freed) are mapped by themselves, and so are the system's
// again once freed. Call it once, before there are threads.
void map_large_blocks();

// Gives free memory between what is in use back to the system. Takes milliseconds: after a start or a reload.
void give_back_free_memory();

}  // namespace overboard::base
