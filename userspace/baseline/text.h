// SPDX-License-Identifier: Apache-2.0
// A store as JSON, the schema overboard.baseline/v1: sorted, so that equal stores are equal files.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "baseline/store.h"

namespace overboard::baseline {

// Ends with a line end. Valid UTF-8: what is none in a path becomes U+FFFD, and then matches nothing.
std::string to_text(const Store& store);

// Fails, naming the place, when it is no JSON, another schema, or when a habit in it could not have been learnt. What
// is over the limits is an error, too: a habit that is silently missing would be an alarm at night.
base::Result<Store> from_text(std::string_view text, Store::Limits limits = {});

}  // namespace overboard::baseline
