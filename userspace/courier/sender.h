// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace overboard::courier {

// The sender process, from its first instruction to its exit code: ties itself to the sensor, reads the system's
// certificates, gives up every privilege, and from then on does what comes over the channel: HTTP requests, several at
// a time. channel_fd: its end of the socketpair (owned). parent: the sensor's pid.
int run_sender(int channel_fd, int parent);

}  // namespace overboard::courier
