// SPDX-License-Identifier: Apache-2.0
// How this program executes itself as a courier or sender: a fresh address space, no descriptor but the channel (as
// 3), an empty environment, standard streams on /dev/null.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "base/result.h"

namespace overboard::courier {

// Whose child the new process is, and with whom it dies: the caller's, or the caller's parent's.
enum class Kin : std::uint8_t { child, sibling };

// `overboard courier ...`, on this end of its channel, which stays the caller's to close. Call a sibling's in a
// process of one thread.
base::Result<pid_t> spawn_self(int channel_fd, const std::string& listen, Kin kin = Kin::child);

// `overboard sender ...`, likewise.
base::Result<pid_t> spawn_sender(int channel_fd, Kin kin = Kin::child);

// fork(), for a copy of this process that goes on. Call a sibling's in a process of one thread. As fork() gives: 0 in
// the copy, -1 with errno set.
pid_t fork_as(Kin kin);

}  // namespace overboard::courier
