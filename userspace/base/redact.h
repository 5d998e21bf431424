// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace overboard::base {

// Removes secrets from text before it leaves the process: bearer and basic tokens, JWTs, password, token
// and secret arguments, cloud keys, PEM blocks, long HMAC hex. Ids, digests, paths and host names survive.
class Redactor {
public:
    struct Options {
        bool strict = false;                // also any run of 20 or more of [A-Za-z0-9_-] that no known id explains
        std::vector<std::string> patterns;  // RE2, the whole match is replaced
    };
    static Result<std::unique_ptr<Redactor>> make(const Options& options);
    ~Redactor();

    // text: any bytes. Gives it with each secret replaced by "[redacted]" ("password=[redacted]").
    std::string text(std::string_view text) const;
    // argv: an option's secret may stand in the following element ("--token", "X").
    std::vector<std::string> args(const std::vector<std::string>& args) const;

private:
    Redactor();
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace overboard::base
