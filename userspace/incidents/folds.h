// SPDX-License-Identifier: Apache-2.0
// Which alerts were sent lately, and how often each happened again. Knows nothing of how an alert is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "incidents/alert.h"

namespace overboard::incidents {

class Folds {
public:
    using Emit = std::function<void(const Alert&)>;
    struct Limits {
        std::int64_t window_ns;
        std::size_t max_distinct, max_folds;
    };
    Folds(Limits limits, Emit emit) : limits_(limits), emit_(std::move(emit)) {}

    // True when a window for the key is open: then the alert is a repeat, to be given to repeat().
    bool is_open(const std::string& key) const { return by_key_.count(key) != 0; }
    // True when the group holds as many open windows as it may.
    bool is_full(const std::string& group) const;

    // make: called for the first repeat only; that alert, with the count, is what the window's end sends.
    void repeat(const std::string& key, std::uint64_t count, const std::function<Alert()>& make);
    // Opens a window; key has none. group: whose share it takes. boot_ns: CLOCK_BOOTTIME, here and below: a wall clock
    // that is set would end windows or hold them open.
    void open(const std::string& key, const std::string& group, std::int64_t boot_ns);

    // Ends the windows that are over. One that had repeats opens again at once: what goes on is summed up
    // once per window.
    void tick(std::int64_t boot_ns);
    void flush();  // ends all

    std::size_t size() const { return folds_.size(); }  // windows that are open
    std::uint64_t opened() const { return opened_; }    // windows so far

private:
    struct Fold {
        std::string key, group;
        std::int64_t since;
        std::optional<Alert> summary;
    };
    using Place = std::list<Fold>::iterator;

    void end(Place fold);

    std::uint64_t opened_ = 0;
    Limits limits_;
    Emit emit_;
    std::list<Fold> folds_;  // in order of since
    std::unordered_map<std::string, Place> by_key_;
    std::unordered_map<std::string, std::size_t> groups_;
};

}  // namespace overboard::incidents
