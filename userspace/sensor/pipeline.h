// SPDX-License-Identifier: Apache-2.0
// Bytes of the kernel in, alerts out: decode, enrich, judge, fold.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "baseline/baseline.h"
#include "decode/decoder.h"
#include "enrich/enricher.h"
#include "incidents/incidents.h"
#include "metrics/metrics.h"
#include "sensor/counts.h"
#include "sensor/held_execs.h"
#include "sensor/ruleset.h"
#include "source/recording.h"

namespace overboard::sensor {

class Pipeline {
public:
    struct Parts {
        enrich::Enricher& enricher;
        Counts& counts;
        metrics::Registry& metrics;  // takes the detection latency
        incidents::Settings identity;
        incidents::Incidents::Emit deliver;
        baseline::Baseline* baseline = nullptr;  // null: nothing is a habit, and nothing is learnt
    };
    Pipeline(Parts parts, Ruleset rules);
    ~Pipeline();

    // One record; a malformed one is counted and skipped.
    void record(std::span<const std::byte> bytes);
    // Judges by these rules from now on; what the former ones folded is summed up and sent first.
    void use(Ruleset rules);
    // What was folded is sent, and counting begins anew: the part of use() that a replay needs.
    void sum_up();
    void tick(const source::Moment& now);
    void flush();

    const baseline::Baseline* baseline() const { return parts_.baseline; }
    const engine::Engine& engine() const { return *rules_.engine; }
    std::uint64_t folded() const;        // findings that were not sent as alerts of their own
    std::size_t open_incidents() const;  // see incidents::Incidents::open()
    std::uint64_t all_incidents() const;
    std::uint64_t retried() const { return held_.forgotten(); }  // failed execs that a success followed

private:
    void judge(std::span<const std::byte> bytes);
    void start_incidents();
    void emit(const incidents::Alert& alert);
    void malformed();

    Parts parts_;
    Ruleset rules_;
    decode::Decoder decoder_;
    HeldExecs held_;
    std::unique_ptr<incidents::Incidents> incidents_;
    std::uint64_t judging_ns_ = 0;  // CLOCK_BOOTTIME of the event being judged; 0: none is
};

}  // namespace overboard::sensor
