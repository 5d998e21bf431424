// SPDX-License-Identifier: Apache-2.0
#include "courier/address.h"

#include <arpa/inet.h>

#include <charconv>

namespace overboard::courier {
namespace {

bool is_numeric(int family, const std::string& host) {
    unsigned char parsed[sizeof(in6_addr)];
    return inet_pton(family, host.c_str(), parsed) == 1;
}

}  // namespace

base::Result<Address> parse_address(std::string_view text) {
    const auto wrong = [&](const char* why) {
        return base::fail("'" + std::string{text} + "' is no address to listen on: " + why +
                          "; write one like 127.0.0.1:9435 or [::1]:9435, or 'off'");
    };
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return wrong("the port is missing");
    Address address{std::string{text.substr(0, colon)}};
    const std::string_view port = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (error != std::errc{} || end != port.data() + port.size()) return wrong("the port is not a number up to 65535");
    if (address.host == "localhost") address.host = "127.0.0.1";
    if (address.host.starts_with('[') && address.host.ends_with(']')) {
        address.host = address.host.substr(1, address.host.size() - 2);
        address.v6 = true;
    }
    if (!is_numeric(address.v6 ? AF_INET6 : AF_INET, address.host))
        return wrong("the host is not a numeric IP address");
    return address;
}

std::string to_string(const Address& address) {
    const std::string host = address.v6 ? "[" + address.host + "]" : address.host;
    return host + ":" + std::to_string(address.port);
}

}  // namespace overboard::courier
