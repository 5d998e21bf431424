// SPDX-License-Identifier: Apache-2.0
// What the outbox keeps. Bodies are opaque bytes here: they are rendered before they come, so that every
// attempt sends the same ones.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/finding.h"

namespace overboard::outbox {

// One alert for one sink.
struct Delivery {
    std::string sink;
    std::string body;  // empty: the alert's own JSON
};

// One alert as it is raised, with every delivery it owes.
struct Entry {
    std::string id, rule_id;
    engine::Priority priority = engine::Priority::notice;
    std::int64_t wall_ns = 0;  // CLOCK_REALTIME of the event
    std::string json;          // overboard.alert/v1
    std::vector<Delivery> deliveries;
};

// A delivery that is still owed.
struct Pending {
    std::int64_t number = 0;  // rises in the order in which alerts were raised
    std::string id, body;
    std::int64_t wall_ns = 0;    // of the event
    std::int64_t raised_ms = 0;  // when it came into the outbox, by the outbox's clock
    std::uint32_t attempts = 0;  // failed ones so far
    engine::Priority priority = engine::Priority::notice;
};

// What a receiver was told that goes on (Alertmanager): told again until it is over, also after a restart.
struct Active {
    std::string sink, labels;   // which one it is
    std::string body;           // as it was delivered; empty: it is over, and forgotten
    std::int64_t until_ms = 0;  // by the outbox's clock
};

enum class State : std::uint8_t { pending, dead };

// What became of one attempt.
struct Settled {
    enum class Kind : std::uint8_t { delivered, again, dead };
    std::string id, sink;  // not a row's number: rows move between disk and memory while an attempt is under way
    Kind kind = Kind::delivered;
    std::string why;          // of a failure: the answer or the error, one line
    std::int64_t due_ms = 0;  // of `again`: set aside until then, so that others may pass; 0: keeps its place
};

// A row for people.
struct Listed {
    std::int64_t number = 0;
    std::string id, rule_id, sink, why;
    engine::Priority priority = engine::Priority::notice;
    State state = State::pending;
    std::uint32_t attempts = 0;
    std::int64_t wall_ns = 0, raised_ms = 0;
};

struct Depth {
    std::string sink;
    std::uint64_t pending = 0, dead = 0;
    std::int64_t oldest_ms = 0;  // raised_ms of the oldest pending one; 0: none
};

}  // namespace overboard::outbox
