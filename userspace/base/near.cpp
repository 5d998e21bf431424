// SPDX-License-Identifier: Apache-2.0
#include "base/near.h"

#include <algorithm>

#include "base/text.h"

namespace overboard::base {

void Nearest::offer(std::string_view name) {
    const std::size_t d = edit_distance(wanted_, name);
    if (d > std::max<std::size_t>(1, wanted_.size() / 3) || (!best_.empty() && d >= distance_)) return;
    best_ = name;
    distance_ = d;
}

}  // namespace overboard::base
