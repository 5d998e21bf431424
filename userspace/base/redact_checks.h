// SPDX-License-Identifier: Apache-2.0
// The last word on a match: is this a secret? Each takes the text before the secret, and the secret.
#pragma once

#include <string_view>

namespace overboard::base::redact {

bool is_no_scheme(std::string_view before, std::string_view secret);          // not the scheme's own name
bool is_bearer(std::string_view before, std::string_view secret);             // not a word of an error message
bool is_user_and_password(std::string_view before, std::string_view secret);  // base64 of user:password
bool is_named_secret(std::string_view before, std::string_view secret);       // password=...
bool is_option_secret(std::string_view before, std::string_view secret);      // --password ...
bool is_listed_secret(std::string_view before, std::string_view secret);      // "--password", "..."
bool is_openssl_secret(std::string_view before, std::string_view secret);     // not file:, env:, fd:, stdin
bool is_cookie(std::string_view before, std::string_view secret);             // not the name of a cookie jar
bool is_jwt(std::string_view before, std::string_view secret);                // the header decodes to JSON
bool is_url_password(std::string_view before, std::string_view secret);       // not a port and a path
bool looks_random(std::string_view before, std::string_view secret);          // digits among letters, or long hex

}  // namespace overboard::base::redact
