// SPDX-License-Identifier: Apache-2.0
#include "base/near.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace overboard::base {
namespace {

// Levenshtein's distance, one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
        }
    }
    return row[b.size()];
}

constexpr std::size_t kLongest = 128;  // names a person types; anything longer is not a slip

}  // namespace

void Nearest::offer(std::string_view name) {
    if (wanted_.size() > kLongest || name.size() > kLongest) return;
    const std::size_t d = distance(wanted_, name);
    if (d > std::max<std::size_t>(1, wanted_.size() / 3) || (!best_.empty() && d >= distance_)) return;
    best_ = name;
    distance_ = d;
}

}  // namespace overboard::base
