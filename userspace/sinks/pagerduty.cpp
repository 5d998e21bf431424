// SPDX-License-Identifier: Apache-2.0
// PagerDuty's Events API v2. The routing key is a secret and is added when it is sent, see sinks/request.cpp.
#include "base/text.h"
#include "sinks/layout.h"

namespace overboard::sinks {
namespace {

constexpr std::size_t max_summary = 1024;  // the API's bound

const char* severity(engine::Priority p) {
    if (p <= engine::Priority::critical) return "critical";
    if (p == engine::Priority::error) return "error";
    return p == engine::Priority::warning ? "warning" : "info";
}

}  // namespace

Json to_pagerduty(const incidents::Alert& a) {
    Json payload{{"summary", base::cut(base::printable(a.rule + ": " + a.message), max_summary)},
                 {"source", base::printable(a.node)},
                 {"severity", severity(a.priority)},
                 {"timestamp", base::printable(a.time)},
                 {"class", base::printable(a.rule_id)}};
    if (a.container)
        payload["component"] = base::printable(a.container->name.empty() ? a.container->id : a.container->name);
    if (a.pod) payload["group"] = base::printable(a.pod->ns + "/" + a.pod->name);
    payload["custom_details"] = to_json(a);
    Json out{{"event_action", "trigger"},
             {"dedup_key", base::printable(a.dedup_key)},
             {"client", "Overboard"},
             {"payload", std::move(payload)}};
    for (const std::string& reference : a.references)
        out["links"].push_back({{"href", base::printable(reference)}, {"text", "about the technique"}});
    return out;
}

}  // namespace overboard::sinks
