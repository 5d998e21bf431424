// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace overboard::courier {

// From now on the process can read the files by which names are resolved, and no other; nor write, list or execute
// any. By Landlock, Linux 5.13 and newer: where that is missing or switched off nothing happens, and the user's
// permissions are what remains. Call after no-new-privileges, in a process of one thread. Fails when the kernel
// has it and refuses.
base::Result<void> read_only_for_names();

bool has_landlock();  // whether this kernel has it, and it is on

}  // namespace overboard::courier
