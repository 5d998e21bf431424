// SPDX-License-Identifier: Apache-2.0
// What of an event can become a habit, in the form in which two are compared: equal as a whole, or not at all.
#pragma once

#include <optional>
#include <string>

#include "baseline/store.h"
#include "enrich/observation.h"

namespace overboard::baseline {

struct Act {
    std::string image;
    Chain chain;       // server is empty as long as there is none
    std::string hash;  // SHA-256, hex: of argv, directory, user and loader's variables; of address and port
};

// The image as habits are kept: its digest, else its name, if it has one, together with its layers. "": not known.
std::string image_of(const enrich::Container& container);

// Nothing when the event is neither an execution nor a TCP connect, when one of the executables is no file of the
// image or has a path that no store takes, when it came in from outside (runc exec), or when not all of it is known.
std::optional<Act> act_of(const enrich::Observation& seen, const enrich::Ancestry& ancestry);

}  // namespace overboard::baseline
