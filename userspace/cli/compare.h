// SPDX-License-Identifier: Apache-2.0
// Two sets of rules on one recording: which alerts appear, disappear, change.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "incidents/alert.h"

namespace overboard::cli {

class Comparison {
public:
    void add(const incidents::Alert& alert);      // of the rules
    void against(const incidents::Alert& alert);  // of those they are compared with

    // Whether nothing appears, disappears or changes.
    bool same() const;
    std::string text() const;
    std::string json() const;  // one object on one line

private:
    struct Raised {
        std::string rule;
        std::size_t hash;  // of what it says
        std::string json;  // what it says; "" once too many are kept
    };
    struct Group {
        std::uint64_t count = 0;
        std::vector<const Raised*> examples;
    };
    using ByRule = std::map<std::string, Group>;
    using Alerts = std::unordered_map<std::string, Raised>;  // by id: the same event and rule have the same

    void put(Alerts& alerts, const incidents::Alert& alert);
    static ByRule missing(const Alerts& from, const Alerts& in);
    ByRule changed() const;

    Alerts here_, there_;
    std::size_t kept_ = 0;  // bytes of json
};

}  // namespace overboard::cli
