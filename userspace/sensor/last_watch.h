// SPDX-License-Identifier: Apache-2.0
// Until when this node was watched before, so that a start can say how long nobody did.
#pragma once

#include <chrono>
#include <string>

#include "base/fd.h"

namespace overboard::sensor {

class LastWatch {
public:
    using Clock = std::chrono::steady_clock;

    // state_dir: where the file "watched" is kept, whose time of change is the answer. One that cannot be read or
    // written tells nothing.
    explicit LastWatch(const std::string& state_dir) : path_(state_dir + "/watched") {}

    // Call once attached, before keep(): seconds since somebody watched last, to one; 0 when nobody ever did.
    double unwatched_seconds();
    // The node is watched now. keep: each second is enough of it; now: steady time, not decreasing.
    void keep(Clock::time_point now);
    void keep();

private:
    const std::string path_;
    base::Fd fd_;
    Clock::time_point due_{};
};

// "": not worth a word. Whoever takes over from one that still runs, or is restarted at once, has nothing to say.
std::string say_unwatched(double seconds);

}  // namespace overboard::sensor
