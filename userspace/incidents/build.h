// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "incidents/alert.h"
#include "incidents/incidents.h"

namespace overboard::incidents {

// The whole alert of one finding. Strings come out redacted, escaped and bounded.
Alert build_alert(const engine::Finding& finding, const enrich::Ancestry& ancestry, const Settings& settings,
                  const base::Redactor& redactor, std::string dedup_key);

}  // namespace overboard::incidents
