// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/redact.h"
#include "engine/finding.h"
#include "incidents/alert.h"

namespace overboard::incidents {

struct Settings {
    std::string node;                              // host name, as alerts carry it
    std::string boot_id;                           // /proc/sys/kernel/random/boot_id; part of every alert's id
    std::int64_t fold_window_ns = 60'000'000'000;  // repeats of a dedup_key within it are summed up
    std::size_t max_distinct = 64;  // objects of one rule in one container within the window; more share one dedup_key
    std::size_t max_folds = 8192;   // dedup keys remembered; the oldest is summed up early
};

// Finding -> Alert. The first alert of a dedup_key goes out at once; repeats count, and are summed up in
// one further alert (same dedup_key, a derived id, count = repeats) when the window closes.
class Incidents {
public:
    using Emit = std::function<void(const Alert&)>;
    Incidents(Settings settings, const base::Redactor& redactor, Emit emit);
    ~Incidents();

    void raise(const engine::Finding& finding, const enrich::Ancestry& ancestry);
    void tick(std::uint64_t boot_ns);  // CLOCK_BOOTTIME: closes windows that are over
    void flush();                      // closes all: at a clean stop
    std::uint64_t folded() const;      // findings that counted instead of being sent
    // Dedup keys that go on: an alert was raised, and its window is open; and how many there were so far.
    std::size_t open() const;
    std::uint64_t opened() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace overboard::incidents
