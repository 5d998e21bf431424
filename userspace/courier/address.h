// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overboard::courier {

// Where an HTTP server listens.
struct Address {
    std::string host;        // numeric IPv4 or IPv6, without brackets
    std::uint16_t port = 0;  // 0: any free one
    bool v6 = false;
};

// text: "127.0.0.1:9435", "[::1]:9435", "localhost:9435" (which is 127.0.0.1). Names are not looked up.
// Fails with what is wrong and an example.
base::Result<Address> parse_address(std::string_view text);

// The form parse_address() takes.
std::string to_string(const Address& address);

}  // namespace overboard::courier
