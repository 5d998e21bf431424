// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "sensor/recorder.h"

namespace overboard::sensor {

// The recording that a run keeps beside judging, if it was asked for: when it is put on disk, when it is over, and
// what is said of it.
class Recording {
public:
    using Clock = std::chrono::steady_clock;

    // Nothing is written when the settings name no file. Fails when it cannot be made.
    base::Result<void> start(const RecordSettings& settings, const source::RecordingHeader& header,
                             const base::Redactor::Options& redact);
    Recorder* recorder() { return recorder_.get(); }  // null: none
    const RecordSettings& settings() const { return settings_; }

    void begin(Clock::time_point now) { begun_ = now; }  // `seconds` are counted from here
    // Often. False: the recording is over, and nothing else was asked for.
    bool tick(Clock::time_point now);
    // What a recording alone has to say at its end. alerts: raised meanwhile. False: it is not what was asked for.
    bool finish(std::uint64_t alerts) const;

private:
    RecordSettings settings_;
    std::unique_ptr<Recorder> recorder_;
    Clock::time_point begun_{}, next_flush_{};
    bool said_ = false;
};

}  // namespace overboard::sensor
