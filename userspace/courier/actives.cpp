// SPDX-License-Identifier: Apache-2.0
#include "courier/actives.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace overboard::courier {
namespace {

constexpr std::int64_t give_up_after_ms = 3'600'000;  // long after Alertmanager ended it by the end it was sent with

}  // namespace

std::int64_t Actives::again_every_ms() const { return std::clamp<std::int64_t>(resolve_after_ms_ / 3, 500, 60'000); }

void Actives::seen(const std::string& body, std::int64_t now_ms) {
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object() || !json.contains("labels")) return;
    const std::string labels = json["labels"].dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (by_labels_.size() >= most && !by_labels_.contains(labels)) return;
    by_labels_[labels] = {body, now_ms + resolve_after_ms_, now_ms + again_every_ms()};
    changed_.insert(labels);
}

void Actives::answered(bool accepted, std::int64_t now_ms) {
    for (const std::string& labels : std::exchange(ending_, {})) {
        const auto found = by_labels_.find(labels);
        if (found == by_labels_.end() || found->second.until_ms > now_ms) continue;  // it began again meanwhile
        if (!accepted && now_ms - found->second.until_ms < give_up_after_ms) continue;
        by_labels_.erase(found);
        changed_.insert(labels);
    }
}

Actives::Due Actives::take(std::int64_t now_ms, std::size_t limit, double chance) {
    Due out;
    ending_.clear();
    for (auto at = by_labels_.begin(); at != by_labels_.end() && out.bodies.size() < limit;) {
        if (at->second.until_ms > now_ms) {
            ++at;
            continue;
        }
        out.resolved = true;
        out.bodies.push_back(at->second.body);
        ending_.push_back(at->first);
        ++at;
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

void Actives::restore(std::vector<outbox::Active> kept, std::int64_t now_ms) {
    for (outbox::Active& one : kept)
        if (by_labels_.size() < most)
            by_labels_.try_emplace(std::move(one.labels),
                                   Active{std::move(one.body), std::min(one.until_ms, now_ms + resolve_after_ms_), 0});
}

std::vector<outbox::Active> Actives::changes(const std::string& sink) {
    std::vector<outbox::Active> out;
    for (const std::string& labels : changed_) {
        const auto found = by_labels_.find(labels);
        if (found == by_labels_.end())
            out.push_back({sink, labels, {}, 0});
        else
            out.push_back({sink, labels, found->second.body, found->second.until_ms});
    }
    changed_.clear();
    return out;
}

}  // namespace overboard::courier
