// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bpf/wire/filters.h"

namespace overboard::source {

// What the kernel must send so that every rule can match: the contents of the filter maps, as a value.
// Duplicates are allowed in the rows; for the maps their meaning is in bpf/wire/filters.h.
struct KernelFilter {
    ob_filter config{};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> magics;  // s_magic -> enum ob_admit
    std::vector<std::pair<std::string, std::uint32_t>> names;     // last path component -> OB_WANT_*
    std::vector<ob_address> addresses;
    std::vector<std::uint16_t> ports;  // host byte order
};

// Nothing is refused and no container has a budget: for recordings that other rules will be tried on.
KernelFilter everything();

}  // namespace overboard::source
