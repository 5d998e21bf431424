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

struct Written {
    std::size_t bytes = 0;  // of those given, how many are out
    int error = 0;          // errno that stopped it; ETIMEDOUT when the reader was too slow; 0: all are out
};

// All bytes, over short writes and signals. A pipe that is full is waited for, timeout_ms at a time, whether the
// descriptor blocks or not. fd: borrowed. SIGPIPE is the caller's business.
Written write_bytes(int fd, std::string_view bytes, int timeout_ms = 1000);

// The same where a part is worth nothing: fails with errno's text.
Result<void> write_all(int fd, std::string_view bytes, int timeout_ms = 1000);

}  // namespace overboard::base
