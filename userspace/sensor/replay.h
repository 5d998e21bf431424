// SPDX-License-Identifier: Apache-2.0
// A recording judged again, by these rules: the sensor's pipeline without a kernel, a clock or a machine.
#pragma once

#include <memory>
#include <optional>

#include "sensor/answers.h"
#include "sensor/intake.h"
#include "source/recording.h"

namespace overboard::sensor {

class Replay {
public:
    // rules: judge_host is taken from the recording. deliver: called with each alert.
    Replay(const source::RecordingHeader& header, Ruleset rules, incidents::Incidents::Emit deliver);
    ~Replay();

    // Entries in their order. Fails for one that no recorder writes.
    base::Result<void> take(const source::Entry& entry);
    // For a recording that was cut: what its end would have sent.
    void finish();

    std::uint64_t records() const { return records_; }
    std::uint64_t unanswered() const { return memory_.unanswered(); }

private:
    void start();

    source::RecordingHeader header_;
    Ruleset rules_;
    incidents::Incidents::Emit deliver_;
    Recollection memory_;
    std::optional<baseline::Baseline> baseline_;
    Counts counts_;
    metrics::Registry registry_;
    std::unique_ptr<enrich::Enricher> enricher_;
    std::unique_ptr<Pipeline> pipeline_;
    std::unique_ptr<Intake> intake_;
    std::uint64_t records_ = 0;
};

}  // namespace overboard::sensor
