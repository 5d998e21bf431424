// SPDX-License-Identifier: Apache-2.0
// A recording's way from its records to the rules' verdicts.
#pragma once

#include <cstdint>

#include "capture.h"
#include "engine/judge.h"

namespace overboard::bench {

double cpu_ns();  // of this thread

struct Pass {
    double ns = 0;  // of the records alone
    std::size_t matched = 0;
    std::uint64_t allocations = 0;  // while judging what matched nothing
};

// The whole recording once, in front of a fresh enricher. judge: null leaves the rules out.
Pass pass(const Capture& capture, engine::Judge* judge);

}  // namespace overboard::bench
