// SPDX-License-Identifier: Apache-2.0
// Settings from everywhere: flag over OVERBOARD_* environment over configuration file over default.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/setting.h"
#include "engine/diagnostic.h"

namespace overboard::cli {

// What the command line said, by the key of the settings table.
struct Given {
    std::string config;  // --config; empty: the environment's or /etc/overboard/config.yaml
    std::map<std::string, Value> flags;
};

// The machine, so that tests can stand in for it.
struct Surroundings {
    std::function<const char*(const char*)> environment;  // as getenv
    std::string executable;                               // absolute path of this program
    std::string config_file;                              // read when it exists and nothing else is named
    std::string rules_extra;                              // a directory of local rules, used when it exists
    std::string node;
    bool terminal = false;  // standard output is one
    static Surroundings here();
};

struct Origin {
    const Setting* setting = nullptr;
    std::string shown, from;  // "off", "OVERBOARD_METRICS"; "default"; "/etc/overboard/config.yaml:3"
};

struct Config {
    sensor::Settings settings;
    std::vector<Origin> origins;  // one per row of the settings table
};

// Fails (nullopt) when any diagnostic is an error; diagnostics holds them all.
std::optional<Config> resolve(const Given& given, const Surroundings& around,
                              std::vector<engine::Diagnostic>& diagnostics);

// One "key: value  # where it came from" a line.
std::string print(const Config& config);

// The rules that came with this program: beside an installed binary, or in the source tree of a build tree
// that the binary still lies in. Empty when there are none.
std::string builtin_rules(const std::string& executable);

}  // namespace overboard::cli
