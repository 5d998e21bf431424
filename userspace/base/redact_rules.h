// SPDX-License-Identifier: Apache-2.0
// What a secret looks like. Internal to base/redact.cpp and base/redact_args.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace overboard::base::redact {

// RE2, Latin-1 (text is bytes), case as the pattern says. The one group of the pattern is the secret;
// everything else that matches stays. certain, where there is one, has the last word: it sees the text
// before the secret and the secret.
struct Rule {
    std::string name, pattern;
    bool (*certain)(std::string_view before, std::string_view secret) = nullptr;
};

// In order of use. The elements of an argv are given joined by NUL, so a gap is white space or NUL.
std::vector<Rule> rules();

// Patterns for one whole element of an argv; the group, where there is one, is the secret.
struct ElementPatterns {
    std::string option_with_value;  // --token=X
    std::string assignment;         // DB_PASSWORD=X
    std::string header;             // Authorization: Bearer X
    std::string option;             // --token: the secret is the next element
};
ElementPatterns element_patterns();

// A value that can be no secret although its name says so: true, ${NAME}, $(...), a path of the system.
bool is_plain_value(std::string_view value);

// What strict mode would hide and need not: UUIDs, digests and container ids, names made of words.
bool is_known_id(std::string_view run);

}  // namespace overboard::base::redact
