// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overboard::base {

enum class Excess { fail, cut };  // what to do with a file longer than the bound

// The whole of a regular file, at most max_bytes of it. Reads to the end whatever the size says (files of
// /proc say 0). Never blocks: a fifo, a device or a socket in its place is an error, as is a file longer
// than the bound unless excess says to cut it there.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes, Excess excess = Excess::fail);

// The same, path relative to the directory dir_fd (borrowed). A symbolic link as last component is refused.
Result<std::string> read_file_at(int dir_fd, const std::string& path, std::size_t max_bytes,
                                 Excess excess = Excess::fail);

// All bytes, over short writes, signals and a full pipe (waits up to timeout_ms for a non-blocking one).
// fd: borrowed. Fails with errno's text; a closed pipe is an error and not a signal if SIGPIPE is ignored.
Result<void> write_all(int fd, std::string_view bytes, int timeout_ms = 1000);

}  // namespace overboard::base
