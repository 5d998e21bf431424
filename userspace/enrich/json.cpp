// SPDX-License-Identifier: Apache-2.0
#include "enrich/json.h"

namespace overboard::enrich::json {

Value parse(std::string_view text) {
    constexpr int deepest = 32;  // an OCI config nests 6 deep
    const auto shallow = [](int depth, Value::parse_event_t, Value&) { return depth < deepest; };
    return Value::parse(text.begin(), text.end(), shallow, false);
}

const Value& member(const Value& object, const char* key) {
    static const Value none;
    if (!object.is_object()) return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

const std::string& text(const Value& value) {
    static const std::string none;
    return value.is_string() ? value.get_ref<const std::string&>() : none;
}

bool boolean(const Value& value, bool otherwise) { return value.is_boolean() ? value.get<bool>() : otherwise; }

std::string text_of(const Value& object, const char* key) { return text(member(object, key)); }

}  // namespace overboard::enrich::json
