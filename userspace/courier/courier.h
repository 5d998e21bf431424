// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace overboard::courier {

// The courier process, from its first instruction to its exit code: ties itself to the sensor, opens the
// listening socket, gives up every privilege, serves. listen: as parse_address() takes it. channel_fd: its
// end of the socketpair (owned). parent: the sensor's pid. Reports "listening ADDR" or "failed WHY" there.
int run(int channel_fd, int parent, const std::string& listen);

}  // namespace overboard::courier
