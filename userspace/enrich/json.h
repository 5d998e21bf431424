// SPDX-License-Identifier: Apache-2.0
// Looks into JSON of strangers: a member that is absent, or of another type, is simply not there.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace overboard::enrich::json {

using Value = nlohmann::json;

// Discarded (is_discarded()) when the text is not JSON. What is nested deeper than any real file is dropped.
Value parse(std::string_view text);

const Value& member(const Value& object, const char* key);  // null when absent
const std::string& text(const Value& value);                // "" when no string
bool boolean(const Value& value, bool otherwise);
std::string text_of(const Value& object, const char* key);

}  // namespace overboard::enrich::json
