// SPDX-License-Identifier: Apache-2.0
#include "courier/refusals.h"

#include <algorithm>
#include <sstream>

namespace overboard::courier {

std::string RefusalCount::text() const {
    std::string out;
    for (const auto& count : counts_) out += (out.empty() ? "" : " ") + std::to_string(count.load());
    return out;
}

Refusals parse_refusals(const std::string& text, const Refusals& least) {
    Refusals out = least;
    std::istringstream in(text);
    for (std::uint64_t& count : out)
        if (std::uint64_t number = 0; in >> number) count = std::max(count, number);
    return out;
}

}  // namespace overboard::courier
