// SPDX-License-Identifier: Apache-2.0
// What the sensor keeps once its programs are attached, and gives up for good. doctor prints the same tables.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "courier/privileges.h"

namespace overboard::sensor {

// What a running sensor keeps on a kernel of this version, of what it was started with.
std::vector<courier::Kept> kept_capabilities(int major, int minor);

// What it can no longer do, in words, by its system call filter.
std::span<const char* const> given_up();

// The calling thread alone: every capability but those above. A directory in `writes` that another user owns needs
// CAP_DAC_OVERRIDE, which is then kept as well.
base::Result<void> keep_what_is_needed(const std::vector<std::string>& writes);

// A thread that only writes files and talks to processes it was given channels of keeps less: reading secrets of other
// users, and writing as above.
base::Result<void> keep_for_delivery(const std::vector<std::string>& writes);

// Every thread of this process, now and later: no new privileges, and a filter of system calls by which no BPF
// program or map can be made, no program executed, no process traced, signalled or joined, nothing mounted, and no
// socket opened. local_sockets: unix sockets still can be, for a syslog sink that reconnects.
base::Result<void> filter_system_calls(bool local_sockets);

}  // namespace overboard::sensor
