// SPDX-License-Identifier: Apache-2.0
#include "base/memory.h"

#include <malloc.h>

namespace overboard::base {
namespace {

constexpr int large = 128 << 10;
// Free at the heap's end until it is given back: more than one burst of records takes, so that bursts make no system
// call.
constexpr int spare = 1 << 20;

}  // namespace

void map_large_blocks() {
    mallopt(M_MMAP_THRESHOLD, large);
    mallopt(M_TRIM_THRESHOLD, spare);
}

void give_back_free_memory() { malloc_trim(0); }

}  // namespace overboard::base
