// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "bpf/lib/state.h"

namespace overboard::source {

// One row of the kernel's `syscalls` map: index (number, plus OB_COMPAT_BASE for a 32-bit entry) and value, which
// bpf/lib/state.h describes: the program's slot, and where a change's arguments stand.
struct SyscallRow {
    std::uint32_t index;
    std::uint32_t value;
};

// The system calls that the asked-for event kinds and kernel calls need, native and 32-bit. Accepts are always among
// them: lineage rests on them.
std::vector<SyscallRow> syscall_rows(const ob_filter& filter);

}  // namespace overboard::source
