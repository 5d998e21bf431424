// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace overboard::enrich {

// The capabilities of a set as the kernel keeps it, "CAP_SYS_ADMIN" and so on, in the order of their numbers.
// Numbers without a name yet are "CAP_41".
std::vector<std::string> capability_names(std::uint64_t set);

}  // namespace overboard::enrich
