// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "source/filter.h"

struct overboard_bpf;

namespace overboard::source {

// What admits at least all that either of the two admits. Where two ways of admission differ, everything is admitted.
KernelFilter widest(const KernelFilter& a, const KernelFilter& b);

// Puts the filter into the maps of a loaded skeleton; rows that it does not have are removed.
base::Result<void> write_filter(overboard_bpf& skeleton, const KernelFilter& filter);

}  // namespace overboard::source
