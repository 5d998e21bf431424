// SPDX-License-Identifier: Apache-2.0
// The table of settings: one row says a key's name in the file, its flag, its environment variable, its
// form, how it is taken and how it is shown. To add a setting, add a row in setting.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sensor/settings.h"

namespace overboard::cli {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// A value as written, before its setting has judged it: the member its Form names is used.
struct Value {
    std::string text;
    std::vector<std::string> list;
    std::vector<Pairs> records;  // a map is one record
};

enum class Form : std::uint8_t { text, list, map, records };

// What the settings fill. alerts and format act on the sinks once everything has been read.
struct Draft {
    sensor::Settings settings;
    std::optional<std::string> alerts;
    std::optional<sinks::Format> format;
};

struct Setting {
    std::string_view key;  // in the file, sections joined by a dot; also the name --print-config shows
    Form form;
    std::string_view flag;         // "--metrics"; empty: none
    std::string_view environment;  // "OVERBOARD_METRICS"; empty: none
    char separator;                // between the items of a list in the environment
    bool in_file;                  // may stand in the configuration file
    std::string_view doc;
    std::string (*take)(Draft&, const Value&);  // gives what is wrong, "" when it was taken
    std::string (*show)(const Draft&);
};

std::span<const Setting> settings_table();
const Setting* find_setting(std::string_view key);

// A documented key that this version has not built; gives why, "" for any other key.
std::string_view not_in_this_version(std::string_view key);

}  // namespace overboard::cli
