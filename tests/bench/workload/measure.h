// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace overboard::bench {

// What `measure` writes to the result descriptor: ns of processor time per operation.
struct Costs {
    double open_close, fork_exec, connect_unix, connect_tcp, unrelated;
};

// path: an own-rootfs file to open. program: what is executed.
Costs measure(const std::string& path, const std::string& program);

}  // namespace overboard::bench
