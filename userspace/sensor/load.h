// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "baseline/store.h"
#include "courier/lane.h"
#include "sensor/ruleset.h"

namespace overboard::sensor {

// All that a configuration leads to and that may be wrong, made before anything is given up for it.
struct Loaded {
    Ruleset rules;
    std::vector<courier::Output> outputs;
    baseline::Store habits;  // that came with the deployment
};

// colour: standard output is a terminal. Fails with one sentence; what is wrong in rules is logged before, each with
// its place.
base::Result<Loaded> load(const Settings& settings, bool colour);

// What the kernel has to send for these rules, or all of it for a recording of everything.
source::KernelFilter asked_of_kernel(const engine::Engine& engine, const Settings& settings,
                                     const RecordSettings& record);

}  // namespace overboard::sensor
