// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "bpf/lib/state.h"

namespace overboard::source {

// One row of the kernel's `syscalls` map: index (number, plus OB_COMPAT_BASE for a 32-bit entry) and program slot.
struct SyscallRow {
    std::uint32_t index;
    ob_tail tail;
    std::uint32_t op = 0;  // which of the tail's calls
};

// The system calls that the asked-for event kinds and kernel calls need, native and 32-bit. Accepts are always among
// them: lineage rests on them.
std::vector<SyscallRow> syscall_rows(const ob_filter& filter);

}  // namespace overboard::source
