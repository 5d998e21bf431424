// SPDX-License-Identifier: Apache-2.0
// The learnt baseline: what an image's containers do while they start is a habit, what they do later is not. It tells
// the rules so (enrich::Habits); the rules decide what a habit is worth. Judges by the clocks of events and by the
// stores it is given, so a replay that begins with the same ones tells the same.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/redact.h"
#include "baseline/act.h"
#include "baseline/store.h"

namespace overboard::baseline {

enum class Learn : std::uint8_t {
    off,
    start_up,  // from a container's start until 60 s after its first LISTEN, and until something was alarming
    training   // everything, always: for a place where nobody attacks
};

// What the rules said of an event.
enum class Verdict : std::uint8_t { silent, mild, alarming };  // alarming: a warning or worse

struct Tally {  // monotonic, for /metrics
    std::uint64_t learnt = 0, refused = 0, matched = 0, ended = 0;
    std::uint64_t evicted = 0;  // images whose habits made room for those of others
};

class Baseline {
public:
    struct Limits {
        std::size_t containers = 4096;  // that learn; one too many does not
        std::size_t early = 128;        // executions of a container before anything in it listens
        std::size_t marks = 65536;      // processes that run something learnt; one too many is not let pass
    };
    // own: what was learnt before, and goes on growing; shipped: what was given, and stays as it is.
    Baseline(Learn learn, Store own, Store shipped) : Baseline(learn, std::move(own), std::move(shipped), Limits{}) {}
    Baseline(Learn learn, Store own, Store shipped, Limits limits);

    // Before the rules judge: what is known of it.
    enrich::Habits look(const enrich::Observation& seen, const enrich::Ancestry& ancestry);
    // After they did: learns it, or learns no more of that container. redactor: for the examples people are shown.
    void judged(const enrich::Observation& seen, const enrich::Ancestry& ancestry, Verdict verdict,
                const base::Redactor& redactor);

    void use(Learn learn, Store shipped);
    const Store& own() const { return own_; }
    // What somebody else made of it; what was learnt and seen here since kept() is added.
    void adopt(Store own);
    // There is something to write: a habit since kept(), or images that were seen, but that only once an hour.
    bool has_news() const { return fresh_.size() != 0 || seen_s_ - kept_s_ >= keep_times_s; }
    bool has_times() const { return seen_s_ != kept_s_; }
    void kept();
    const Tally& tally() const { return tally_; }

private:
    static constexpr std::int64_t keep_times_s = 3600;

    struct Id {
        std::uint32_t tgid;
        std::uint64_t start_ns;
        bool operator==(const Id&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Id& id) const {
            return std::hash<std::uint64_t>()(id.start_ns ^ (std::uint64_t{id.tgid} * 0x9e3779b97f4a7c15));
        }
    };
    struct Early {
        Act act;
        std::string example;
        std::vector<Id> lineage;  // the process's ancestors, one of which may become a server
    };
    struct Learner {
        bool ended = false;
        std::vector<Early> early;
    };

    static Id id_of(const enrich::Process& process) { return {process.tgid, process.start_ns}; }
    bool learns(const enrich::Observation& seen) const;
    bool below(const enrich::Observation& seen, const enrich::Ancestry& ancestry) const;
    void follow(const enrich::Observation& seen, const enrich::Ancestry& ancestry);
    void inherit(const enrich::Process& child, const enrich::Process* parent);
    bool full() const { return marks_.size() >= limits_.marks; }
    void look_up(const Act& act, enrich::Habits& out) const;
    void see(const enrich::Observation& seen);
    Store::Added make_room(const Act& act, const Habit& habit);
    void count_evicted(std::size_t images);
    bool mark(const enrich::Process& process, bool learnt);
    void learn(const Act& act, bool serving, std::string example);
    void remember_early(const enrich::Observation& seen, const enrich::Ancestry& ancestry, std::string example);
    void promote(const enrich::Observation& seen);
    void end(std::uint64_t container);

    Learn learn_;
    Store own_, shipped_, fresh_;
    Limits limits_;
    std::unordered_map<std::uint64_t, Learner> learners_;     // containers whose start was seen
    std::unordered_map<std::uint64_t, std::string> running_;  // containers that do something, and their images
    std::int64_t seen_s_ = 0, kept_s_ = 0;                    // the latest time an image was seen, now and when kept
    // true: what it runs now was learnt; false: what it ran before, or its parent when it was born.
    std::unordered_map<Id, bool, Hash> marks_;
    std::optional<Act> act_;  // of the event being judged
    Tally tally_;
};

}  // namespace overboard::baseline
