// SPDX-License-Identifier: Apache-2.0
#include "enrich/arguments.h"

#include <algorithm>

namespace overboard::enrich {

std::vector<std::string> split_arguments(std::string_view bytes, bool& truncated) {
    std::vector<std::string> out;
    truncated = false;
    if (bytes.empty()) return out;
    for (std::size_t at = 0; at <= bytes.size();) {
        if (out.size() == max_arguments) {
            truncated = true;
            break;
        }
        const auto end = std::min(bytes.find('\0', at), bytes.size());
        out.emplace_back(bytes.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

}  // namespace overboard::enrich
