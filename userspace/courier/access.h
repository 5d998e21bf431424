// SPDX-License-Identifier: Apache-2.0
// Who may read the metrics, and by which certificate they know us. The sensor reads the files; the courier, which can
// open none, gets what is in them over the channel, at its start and whenever they change.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "sinks/secrets.h"

namespace overboard::courier {

// By reference: absolute path or env:NAME; empty: none.
struct AccessSettings {
    std::string certificate, key;  // PEM, the chain with the server's own first; both or neither
    std::string users;             // see parse_users()
    bool operator==(const AccessSettings&) const = default;
    bool has_tls() const { return !certificate.empty(); }
};

struct Access {
    std::string certificate, key;              // PEM; empty: plain HTTP
    std::map<std::string, std::string> users;  // name -> bcrypt hash; empty: no password is asked for
};

// One user a line, "name:hash" as `htpasswd -B` writes it, or "name: hash" below basic_auth_users as in the web
// configuration of Prometheus and its exporters. Fails when there is no user, or a line's hash is not bcrypt, with a
// cost of 4 to 14; the error names the line, and never shows a hash.
base::Result<std::map<std::string, std::string>> parse_users(const std::string& text);

// What the references hold now. Fails when one cannot be read, or when key and certificate do not belong together.
base::Result<Access> read_access(const AccessSettings& settings, sinks::Secrets& secrets);

std::string encode(const Access& access);
base::Result<Access> decode_access(const std::string& text);

}  // namespace overboard::courier
