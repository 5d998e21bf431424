// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/outbox.h"

namespace overboard::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string word(const Json& value) {
    if (value.is_string()) return base::printable(value.get<std::string>());
    if (!value.is_array()) return value.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::string out;
    for (const Json& item : value) out += (out.empty() ? "" : " ") + word(item);
    return out;
}

// "process.exe: /bin/sh", one line per fact; what is an object opens its own names.
void lines(const Json& object, const std::string& prefix) {
    for (const auto& [name, value] : object.items()) {
        if (value.is_object())
            lines(value, prefix + name + ".");
        else if (value.is_array() && !value.empty() && value[0].is_object())
            for (const Json& item : value)
                std::printf("    %s%s: %s\n", prefix.c_str(), name.c_str(), word(item).c_str());
        else if (!value.empty() && value != "")
            std::printf("    %s%s: %s\n", prefix.c_str(), name.c_str(), word(value).c_str());
    }
}

}  // namespace

bool is_alert_id(const std::string& text) {
    return text.size() == 26 && text[0] <= '7' &&
           text.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == text.npos;
}

int explain_alert(const std::string& id, const Place& place) {
    auto store = open_outbox(place);
    if (!store) return base::log::error("{}", store.error().message), failed;
    const auto found = store->find(id);
    if (!found) return base::log::error("{}", found.error().message), failed;
    if (!*found) {
        base::log::error("the outbox does not know the alert {}: it is of another node, or too old to be remembered",
                         id);
        return failed;
    }
    const Json alert = Json::parse((*found)->json, nullptr, false);
    if (!alert.is_object()) return base::log::error("the outbox holds a damaged alert {}", id), failed;
    std::printf("%s  %s  %s\n", id.c_str(), word(alert.value("priority", "")).c_str(),
                word(alert.value("rule", "")).c_str());
    lines(alert, "");
    std::puts("\nDelivery");
    if ((*found)->deliveries.empty()) std::puts("    every sink that wanted it has it");
    for (const auto& row : (*found)->deliveries) std::printf("    %s\n", describe(row).c_str());
    std::printf("\noverboard explain %s tells what the rule means and what to do\n",
                word(alert.value("rule_id", "")).c_str());
    return fine;
}

}  // namespace overboard::cli
