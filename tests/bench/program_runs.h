// SPDX-License-Identifier: Apache-2.0
// The kernel's own statistics of BPF programs (kernel.bpf_stats_enabled), of those that this process holds.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/fd.h"

namespace overboard::bench {

struct Run {
    std::uint64_t ns = 0, count = 0;
};
using Runs = std::map<std::string, Run>;  // by the program's name

// Keeps the statistics on while it lives. Throws std::runtime_error where the kernel has none.
base::Fd keep_statistics();
// Since they were loaded. Others on the machine may hold programs of the same names; those do not count.
Runs own_runs();
Runs since(const Runs& before);  // those that ran

}  // namespace overboard::bench
