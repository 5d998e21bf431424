// SPDX-License-Identifier: Apache-2.0
// The one door through which strings enter an alert: redacted, then escaped, then cut.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/redact.h"

namespace overboard::incidents {

// Bounds of an alert's strings, in bytes after escaping. One alert stays under 64 KiB.
inline constexpr std::size_t max_message = 4096, max_path = 4096, max_value = 1024, max_name = 256;
inline constexpr std::size_t max_tags = 48, max_evidence = 32, max_references = 16, max_ancestors = 8, max_peers = 4;

// Of one argv: bytes per element, bytes and elements in all.
struct ArgsBound {
    std::size_t element, total, count;
};
inline constexpr ArgsBound process_args{1024, 4096, 128}, other_args{256, 512, 32};

// One alert's. What the argvs showed to be secret is hidden in all its texts as well: a message joins
// arguments by blanks, and then no longer tells where a secret ends.
class Cleaner {
public:
    explicit Cleaner(const base::Redactor& redactor) : redactor_(redactor) {}

    // Call for every argv of the alert before any text().
    void learn(const std::vector<std::string>& argv);

    std::string text(std::string_view raw, std::size_t max_bytes) const;
    // cut: set to true when something was left out, else untouched.
    std::vector<std::string> args(const std::vector<std::string>& argv, ArgsBound bound, bool& cut) const;

private:
    const base::Redactor& redactor_;
    std::vector<std::pair<std::string, std::string>> hidden_;  // an element with a secret, and without it
};

}  // namespace overboard::incidents
