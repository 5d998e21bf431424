// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sensor/losses.h"
#include "sensor/pipeline.h"
#include "sensor/recorder.h"
#include "source/recording.h"

namespace overboard::sensor {

// The one door by which anything reaches the pipeline, named as a recording names it: what a live run takes in through
// it and records, a replay takes in through it again.
class Intake {
public:
    // All outlive it. recorder: keeps what is taken, and what enrichment asked meanwhile; null: nothing is kept.
    Intake(enrich::Enricher& enricher, Pipeline& pipeline, Recorder* recorder = nullptr)
        : enricher_(enricher), pipeline_(pipeline), recorder_(recorder) {}

    // bytes: as source/recording.h says for the kind, 8-byte aligned. Those of a wrong size count for nothing.
    void take(source::EntryKind kind, std::span<const std::byte> bytes);

private:
    void give(source::EntryKind kind, std::span<const std::byte> bytes);
    void tick(const source::Moment& now);

    enrich::Enricher& enricher_;
    Pipeline& pipeline_;
    Recorder* recorder_;
    LossWatch watch_;
    LossWatch::Losses losses_{};
};

}  // namespace overboard::sensor
