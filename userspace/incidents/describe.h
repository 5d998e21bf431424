// SPDX-License-Identifier: Apache-2.0
// The parts of an alert, from an observation. A part that does not apply is absent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "enrich/observation.h"
#include "incidents/alert.h"
#include "incidents/cleaner.h"

namespace overboard::incidents {

std::optional<AlertContainer> describe_container(const enrich::Observation& seen);
std::optional<AlertPod> describe_pod(const enrich::Observation& seen);
AlertProcess describe_process(const enrich::Observation& seen, const Cleaner& cleaner);
std::vector<AlertAncestor> describe_ancestors(const std::vector<const enrich::Process*>& ancestors,
                                              const Cleaner& cleaner);
std::optional<AlertWeb> describe_web(const enrich::Observation& seen, const Cleaner& cleaner);
// Of an open; of a failed exec the name asked for.
std::optional<AlertFile> describe_file(const enrich::Observation& seen, const enrich::Ancestry& ancestry,
                                       const Cleaner& cleaner);
std::optional<AlertSocket> describe_socket(const enrich::Observation& seen, const Cleaner& cleaner);

}  // namespace overboard::incidents
