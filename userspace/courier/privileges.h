// SPDX-License-Identifier: Apache-2.0
// What a process of Overboard gives up, for good.
#pragma once

#include <sys/capability.h>

#include <span>

#include "base/result.h"

namespace overboard::courier {

// What a process keeps, as doctor tells it.
struct Kept {
    cap_value_t capability;  // <linux/capability.h>
    const char* name;        // "SYS_PTRACE"
    const char* why;         // what ends without it
};

// Whether the calling thread has it in effect.
bool holds(cap_value_t capability);

// No exec can gain a privilege any more: no setuid bit, no file capability.
base::Result<void> forbid_new_privileges();

// No exec gives others than these, where CAP_SETPCAP allows to say so; no-new-privileges makes what is left
// unreachable.
base::Result<void> reduce_bounding_set(std::span<const cap_value_t> kept);

// Of the calling thread's capabilities these stay, as far as it holds them: effective and permitted. Inheritable and
// ambient ones go, and the bounding set is reduced.
base::Result<void> keep_capabilities(std::span<const cap_value_t> kept);
base::Result<void> keep_told_capabilities(std::span<const Kept> kept);

// A filter for processes that start others, who inherit it: everything but the system calls by which one process
// gets at another or at the kernel. The others add their own.
base::Result<void> forbid_tampering();

}  // namespace overboard::courier
