// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "courier/lane.h"
#include "sensor/settings.h"

namespace overboard::sensor {

// The sinks of one configuration, those of the sensor itself opened. colour: standard output is a terminal. Fails
// when a file cannot be opened, naming it.
base::Result<std::vector<courier::Output>> make_outputs(const Settings& settings, bool colour);

// The directories in which a sensor of these settings makes and replaces files.
std::vector<std::string> written_directories(const Settings& settings);

// For a replay, which owes nobody anything: the alert to every sink that wants it and is no network, without an
// outbox. Gives whether all of them took it; says why one did not.
bool deliver_here(std::vector<courier::Output>& outputs, const incidents::Alert& alert);

}  // namespace overboard::sensor
