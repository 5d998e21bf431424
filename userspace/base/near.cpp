// SPDX-License-Identifier: Apache-2.0
#include "base/near.h"

#include <algorithm>

#include "base/text.h"

namespace overboard::base {

void Nearest::offer(std::string_view name) {
    const std::size_t allowed = std::max<std::size_t>(1, wanted_.size() / 3) + 1;  // and not as much
    const std::size_t enough = best_.empty() ? allowed : std::min(allowed, distance_);
    const auto least = std::max(wanted_.size(), name.size()) - std::min(wanted_.size(), name.size());
    if (least >= enough) return;  // nearly all of them
    const std::size_t d = edit_distance(wanted_, name);
    if (d >= enough) return;
    best_ = name;
    distance_ = d;
}

}  // namespace overboard::base
