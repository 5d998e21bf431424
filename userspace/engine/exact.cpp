// SPDX-License-Identifier: Apache-2.0
#include "engine/exact.h"

#include <bit>

namespace overboard::engine {

void Exact::build() {
    if (values_.empty()) return;
    slots_.resize(std::bit_ceil(2 * values_.size()));
    for (auto& [value, targets] : values_) {
        lengths_ |= std::uint64_t{1} << length_bit(value);
        auto at = hash(value) & (slots_.size() - 1);
        while (slots_[at].count) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = {value, static_cast<std::uint32_t>(targets_.size()), static_cast<std::uint32_t>(targets.size())};
        targets_.insert(targets_.end(), targets.begin(), targets.end());
    }
    values_ = {};
}

}  // namespace overboard::engine
