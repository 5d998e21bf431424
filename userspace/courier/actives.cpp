// SPDX-License-Identifier: Apache-2.0
#include "courier/actives.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace overboard::courier {

std::int64_t Actives::again_every_ms() const { return std::clamp<std::int64_t>(resolve_after_ms_ / 3, 500, 60'000); }

void Actives::seen(const std::string& body, std::int64_t now_ms) {
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object() || !json.contains("labels")) return;
    const std::string labels = json["labels"].dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (by_labels_.size() >= most && !by_labels_.contains(labels)) return;
    by_labels_[labels] = {body, now_ms + resolve_after_ms_, now_ms + again_every_ms()};
}

Actives::Due Actives::take(std::int64_t now_ms, std::size_t limit, double chance) {
    Due out;
    for (auto at = by_labels_.begin(); at != by_labels_.end() && out.bodies.size() < limit;) {
        if (at->second.until_ms > now_ms) {
            ++at;
            continue;
        }
        out.resolved = true;
        out.bodies.push_back(std::move(at->second.body));
        at = by_labels_.erase(at);
    }
    if (out.resolved) return out;
    for (auto& [labels, active] : by_labels_) {
        if (out.bodies.size() == limit) break;
        if (active.again_ms > now_ms) continue;
        out.bodies.push_back(active.body);
        const auto every = static_cast<double>(again_every_ms());
        active.again_ms = now_ms + static_cast<std::int64_t>(every * (0.8 + 0.2 * chance));
    }
    return out;
}

}  // namespace overboard::courier
