// SPDX-License-Identifier: Apache-2.0
// One element of what Prometheus's Alertmanager takes at /api/v2/alerts. Labels are its identity: no pid, no time,
// no id, or a repeat would be another alert. endsAt is set when it is sent, see sinks/request.cpp.
#include "base/text.h"
#include "sinks/layout.h"

namespace overboard::sinks {
namespace {

void put(Json& object, const char* name, const std::string& value) {
    if (!value.empty()) object[name] = base::printable(value);
}

Json labels(const incidents::Alert& a) {
    Json out;
    put(out, "alertname", a.rule);
    out["severity"] = engine::priority_name(a.priority);
    put(out, "rule_id", a.rule_id);
    put(out, "node", a.node);
    if (a.pod) put(out, "namespace", a.pod->ns), put(out, "pod", a.pod->name);
    if (a.container) put(out, "container", a.container->name.empty() ? a.container->id : a.container->name);
    return out;
}

}  // namespace

Json to_alertmanager(const incidents::Alert& a) {
    Json annotations;
    put(annotations, "summary", a.message);
    put(annotations, "alert_id", a.id);
    put(annotations, "dedup_key", a.dedup_key);
    put(annotations, "process", command_line(a.process.args, 512));
    put(annotations, "tags", base::join(a.tags, " "));
    put(annotations, "fix_pod", a.remediation_pod);
    put(annotations, "fix_app", a.remediation_app);
    Json out{{"labels", labels(a)}, {"annotations", std::move(annotations)}, {"startsAt", base::printable(a.time)}};
    if (!a.references.empty()) put(out, "generatorURL", a.references[0]);
    return out;
}

}  // namespace overboard::sinks
