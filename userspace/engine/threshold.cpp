// SPDX-License-Identifier: Apache-2.0
#include "engine/threshold.h"

#include <openssl/sha.h>

#include <algorithm>
#include <cstring>

namespace overboard::engine {

std::string to_string(const Threshold& threshold) {
    if (threshold.count == 0) return {};
    static constexpr const char* per[] = {"container", "lineage", "process"};
    std::string out = std::to_string(threshold.count) + (threshold.distinct.empty() ? " events" : " different");
    for (const auto& field : threshold.distinct) out += ' ' + field;
    const auto ms = threshold.within_ns / 1'000'000;
    out += " within " + (ms % 1000 ? std::to_string(ms) + "ms" : std::to_string(ms / 1000) + "s");
    return out + " per " + per[static_cast<std::size_t>(threshold.per)];
}

bool Thresholds::reached(std::uint32_t rule, const Threshold& threshold, fields::Context& context) {
    if (threshold.count == 0) return true;
    const auto& event = *context.seen.event;
    const auto& task = *event.task.raw;
    Key key{rule, 0, task.container, 0};
    if (threshold.per == Threshold::Per::process) {
        key.tgid = task.tgid;
        key.start_ns = task.start_ns;
    } else if (threshold.per == Threshold::Per::lineage && event.task.server) {
        key.tgid = event.task.server->tgid;
        key.start_ns = event.task.server->start_ns;
    }
    Window& counted = window(key);
    if (event.record->time_ns < counted.quiet_until_ns) return false;
    const bool enough = threshold.distinct.empty() ? add_events(counted, threshold, *event.record)
                                                   : add_distinct(counted, threshold, context);
    if (!enough) return false;
    empty(counted);
    counted.quiet_until_ns = event.record->time_ns + threshold.within_ns;
    return true;
}

bool Thresholds::add_distinct(Window& window, const Threshold& threshold, fields::Context& context) {
    const std::uint64_t now = context.seen.event->record->time_ns, value = value_of(threshold, context);
    const auto old = [&](const Seen& one) { return one.time_ns + threshold.within_ns < now; };
    values_ -= std::erase_if(window.seen, old);
    const auto known = std::ranges::find(window.seen, value, &Seen::value);
    if (known != window.seen.end()) {
        known->time_ns = std::max(known->time_ns, now);
        return false;
    }
    window.seen.push_back({value, now});
    ++values_;
    return window.seen.size() >= threshold.count;
}

bool Thresholds::add_events(Window& window, const Threshold& threshold, const ob_record& record) {
    if (window.from_ns + threshold.within_ns < record.time_ns) {
        window.from_ns = record.time_ns;
        window.events = 0;
    }
    window.events += 1 + std::uint64_t{record.folded};
    return window.events >= threshold.count;
}

void Thresholds::empty(Window& window) {
    values_ -= window.seen.size();
    window.seen = {};
    window.events = 0;
}

Thresholds::Window& Thresholds::window(const Key& key) {
    const auto known = windows_.find(key);
    if (known != windows_.end()) {
        order_.splice(order_.end(), order_, known->second.place);
        while (values_ >= limits_.values && order_.size() > 1) forget_oldest();  // never the one at hand, now the last
        return known->second;
    }
    if (windows_.size() >= limits_.windows) forget_oldest();
    Window& fresh = windows_[key];
    fresh.place = order_.insert(order_.end(), key);
    return fresh;
}

void Thresholds::forget_oldest() {
    const auto oldest = windows_.find(order_.front());
    empty(oldest->second);
    windows_.erase(oldest);
    order_.pop_front();
    ++evicted_;
}

// The attacker chooses some of the values: a hash for which values that collide can be made would let them count as
// one.
std::uint64_t Thresholds::value_of(const Threshold& threshold, fields::Context& context) {
    scratch_.clear();
    for (const auto& name : threshold.distinct) {
        const auto* field = fields::find(name);
        fields::print(*field, field->extract(context, -1), scratch_);
        scratch_ += '\0';
    }
    std::uint8_t hash[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const std::uint8_t*>(scratch_.data()), scratch_.size(), hash);
    std::uint64_t out = 0;
    std::memcpy(&out, hash, sizeof out);
    return out;
}

}  // namespace overboard::engine
