// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "source/filter.h"

struct overboard_bpf;

namespace overboard::source {

// What admits at least all that either of the two admits. Where two ways of admission differ, or the rows of both do
// not fit the kernel's tables, everything is admitted.
KernelFilter widest(const KernelFilter& a, const KernelFilter& b);

// What is written first: where more is to pass than before the ways of admission, else the rows that they look up. So
// nothing that passed before and after is turned away in between.
enum class Change : std::uint8_t { widens, narrows };

// Puts the filter into the maps of a loaded skeleton; rows that it does not have are removed.
base::Result<void> write_filter(overboard_bpf& skeleton, const KernelFilter& filter, Change change);

}  // namespace overboard::source
