// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace overboard::courier {

// Gives up every privilege, for good: capabilities (effective, permitted, inheritable, ambient, bounding),
// root (becomes nobody, 65534), new privileges, and all system calls but those a server with an open
// listening socket needs; and ties the process to its parent. Call in a process of one thread. Fails when
// anything could not be given up, or the parent (by pid) is gone: the caller must not go on then.
base::Result<void> confine(int parent);

// The process is killed when its parent dies; fails when the parent (by pid) is gone already. A change of
// user clears this, so that confine() does it again.
base::Result<void> die_with(int parent);

}  // namespace overboard::courier
