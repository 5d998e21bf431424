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

// The system calls that the asked-for event kinds (bits 1 << ob_kind) need, native and 32-bit. Accepts are always among
// them: lineage rests on them.
std::vector<SyscallRow> syscall_rows(std::uint64_t kinds);

}  // namespace overboard::source
