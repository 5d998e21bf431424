// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace overboard::source {

// Whether a program has to be attached for these kinds of events (bits 1 << ob_kind) to be told. One that identity or
// lineage rests on always has to. Programs behind sys_exit are no question of attaching: source/syscalls.h.
bool is_needed(std::string_view program, std::uint64_t kinds);

}  // namespace overboard::source
