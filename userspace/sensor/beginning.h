// SPDX-License-Identifier: Apache-2.0
// The learnt baseline a run begins with, as an answer of this machine: a recording holds it, so that a replay knows the
// habits that the live run knew.
#pragma once

#include <functional>

#include "baseline/baseline.h"
#include "enrich/witness.h"

namespace overboard::sensor {

struct Beginning {
    baseline::Learn learn = baseline::Learn::start_up;
    baseline::Store own, shipped;
};

enum class Occasion : std::uint8_t { start, reload };

// look: gives this machine's; a replay never calls it. witness: null when nothing is recorded or replayed, and the
// stores are then moved as they are. Without an answer, as a sensor begins that has learnt nothing yet.
Beginning ask_beginning(enrich::Witness* witness, Occasion occasion, const std::function<Beginning()>& look);

}  // namespace overboard::sensor
