// SPDX-License-Identifier: Apache-2.0
// standard-webhooks: https://www.standardwebhooks.com, symmetric signatures ("v1").
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overboard::sinks {

// secrets: "whsec_" and base64, or base64 alone, 16 to 256 bytes each; all of them sign, so that a receiver may know
// the old one or the new one. Gives the header's value: "v1,<base64>", further ones behind blanks. Fails when a secret
// is none; the error does not hold it.
base::Result<std::string> signatures(std::span<const std::string> secrets, std::string_view id, std::int64_t timestamp,
                                     std::string_view body);

}  // namespace overboard::sinks
