// SPDX-License-Identifier: Apache-2.0
// A store as JSON, the schema overboard.baseline/v1: sorted, so that equal stores are equal files.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "baseline/store.h"

namespace overboard::baseline {

// Ends with a line end. Valid UTF-8, as all is that a store takes from a container.
std::string to_text(const Store& store);

// What a file holds. A habit that could not have been learnt is left out and the others stay: one is noise, none at all
// would be all the noise there was before learning.
struct Reading {
    Store store;
    std::size_t skipped = 0;    // habits
    std::string first_skipped;  // where, and why

    void skip(std::string why);
    // A sentence about them, "" when there are none.
    std::string complaint() const;
};

// Fails, naming the place, when it is no JSON, another schema or of another shape. What is over the limits is an error,
// too: a habit that is silently missing would be an alarm at night.
base::Result<Reading> from_text(std::string_view text, Store::Limits limits = {});

}  // namespace overboard::baseline
