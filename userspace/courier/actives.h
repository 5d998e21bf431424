// SPDX-License-Identifier: Apache-2.0
// Alertmanager forgets an alert that nobody repeats: what is still going on is sent again, what is over is resolved.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "outbox/entry.h"

namespace overboard::courier {

class Actives {
public:
    static constexpr std::size_t most = 4096;  // further ones are still delivered, and end by their endsAt

    explicit Actives(std::int64_t resolve_after_ms) : resolve_after_ms_(resolve_after_ms) {}

    // A body as sinks::render() made it was accepted: its labels are active from now on.
    void seen(const std::string& body, std::int64_t now_ms);

    // The bodies that are due, at most `limit`, all of one kind: to be sent with this end, in ms of the same clock.
    struct Due {
        std::vector<std::string> bodies;
        bool resolved = false;
    };
    // chance: uniform in [0, 1): nodes that began together drift apart.
    Due take(std::int64_t now_ms, std::size_t limit, double chance);

    // What became of the bodies of the last take(): ends that were not accepted are due again.
    void answered(bool accepted, std::int64_t now_ms);

    // As it was kept: what an earlier run, or this one before a reload, left active. Its end is no later than it would
    // be had it happened just now, whatever clock it was written by.
    void restore(std::vector<outbox::Active> kept, std::int64_t now_ms);
    // What became active, went on or ended since it was asked last; for the sink of that name.
    std::vector<outbox::Active> changes(const std::string& sink);

    std::int64_t resolve_after_ms() const { return resolve_after_ms_; }
    std::size_t size() const { return by_labels_.size(); }

private:
    struct Active {
        std::string body;
        std::int64_t until_ms, again_ms;
    };
    std::int64_t again_every_ms() const;

    std::int64_t resolve_after_ms_;
    std::map<std::string, Active> by_labels_;
    std::set<std::string> changed_;
    std::vector<std::string> ending_;  // labels whose end is under way
};

}  // namespace overboard::courier
