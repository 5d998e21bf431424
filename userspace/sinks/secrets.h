// SPDX-License-Identifier: Apache-2.0
// Secrets and certificates by reference: "/etc/overboard/hook.key" or "env:HOOK_KEY". Read when they are used,
// again when the file changed, and never shown: errors name the reference.
#pragma once

#include <map>
#include <string>

#include "base/result.h"

namespace overboard::sinks {

class Secrets {
public:
    // The text behind the reference, without the line end. Fails when there is none, or when it is empty.
    base::Result<std::string> get(const std::string& reference);
    // text with every secret that was given so far replaced by "[redacted]": a receiver may repeat what it was sent.
    std::string hide(std::string text) const;

private:
    struct Known {
        std::string stamp, text;  // stamp: of the file as it was read
    };
    std::map<std::string, Known> known_;
};

// True for "env:NAME" and absolute paths: all that a reference may be.
bool is_reference(const std::string& text);

}  // namespace overboard::sinks
