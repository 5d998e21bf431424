// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "enrich/observation.h"

namespace overboard::enrich {

// What an attacker gains by a host path. path: absolute, "" for a file of no host filesystem (none).
HostClass classify(std::string_view path);

}  // namespace overboard::enrich
