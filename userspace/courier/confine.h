// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/result.h"

namespace overboard::courier {

// What a confined process can reach besides the descriptors it has.
enum class Reach : std::uint8_t {
    nothing,   // no open, no socket, no connect
    outgoing,  // inet sockets, connect, and files for reading: names are looked up by /etc/resolv.conf and /etc/hosts
};

// Gives up every privilege, for good: capabilities (effective, permitted, inheritable, ambient, bounding),
// root (becomes nobody, 65534), new privileges, and all system calls but those a server with an open
// listening socket needs (and those of its reach); and ties the process to its parent. Call in a process of one
// thread. Fails when anything could not be given up, or the parent (by pid) is gone: the caller must not go on then.
base::Result<void> confine(int parent, Reach reach = Reach::nothing);

// The process is killed when its parent dies; fails when the parent (by pid) is gone already. A change of
// user clears this, so that confine() does it again.
base::Result<void> die_with(int parent);

}  // namespace overboard::courier
