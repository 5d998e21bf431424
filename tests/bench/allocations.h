// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace overboard::bench {

// How often this thread has asked for memory with new.
std::uint64_t allocations();

}  // namespace overboard::bench
