// SPDX-License-Identifier: Apache-2.0
// Rules that speak of a number of events and not of one: "50 different peers within a minute".
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fields/field.h"

namespace overboard::engine {

struct Threshold {
    static constexpr std::uint32_t max_count = 1000;
    static constexpr std::uint64_t max_within_ns = 3'600'000'000'000;

    enum class Per : std::uint8_t {
        container,
        lineage,
        process
    };                        // lineage: the server's; without one the container's
    std::uint32_t count = 0;  // 0: every event speaks
    std::uint64_t within_ns = 0;
    Per per = Per::container;
    std::vector<std::string> distinct;  // fields; only values that differ in one of them count. Empty: every event does
};

// "50 different socket.peer_ip socket.peer_port within 60s per container"; "" without a threshold.
std::string to_string(const Threshold& threshold);

// Counts for all rules of an engine. Time is the events' own, so a replay counts as the live run did. Bounded: the
// window that was touched the longest ago goes first. A container has one window per rule, so it can push out nobody's
// by `per: container`; with another `per` it can push out others' and its own.
class Thresholds {
public:
    struct Limits {
        std::size_t windows = 8192;
        std::size_t values = 1 << 18;  // remembered in all windows together, 16 bytes each
    };
    Thresholds() : Thresholds(Limits{}) {}
    explicit Thresholds(Limits limits) : limits_(limits) {}

    // The condition of rule number `rule` is true of the event. Gives whether the rule speaks; then not again for
    // the same `per` until within_ns is over.
    bool reached(std::uint32_t rule, const Threshold& threshold, fields::Context& context);
    std::uint64_t evicted() const { return evicted_; }

private:
    struct Key {
        std::uint32_t rule, tgid;
        std::uint64_t container, start_ns;
        auto operator<=>(const Key&) const = default;
    };
    struct Seen {
        std::uint64_t value, time_ns;
    };
    struct Window {
        std::vector<Seen> seen;
        std::uint64_t events = 0, from_ns = 0;  // without `distinct`
        std::uint64_t quiet_until_ns = 0;
        std::list<Key>::iterator place;  // in order_
    };

    Window& window(const Key& key);
    bool add_distinct(Window& window, const Threshold& threshold, fields::Context& context);
    bool add_events(Window& window, const Threshold& threshold, const ob_record& record);
    void empty(Window& window);
    void forget_oldest();
    std::uint64_t value_of(const Threshold& threshold, fields::Context& context);

    Limits limits_;
    std::map<Key, Window> windows_;
    std::list<Key> order_;  // the longest untouched first
    std::size_t values_ = 0;
    std::uint64_t evicted_ = 0;
    std::string scratch_;
};

}  // namespace overboard::engine
