// SPDX-License-Identifier: Apache-2.0
// The alert as JSON. Strings are clean when they come; they are escaped once more all the same, because a
// reader's terminal depends on it (escaping what is escaped changes nothing).
#include "base/text.h"
#include "sinks/layout.h"

namespace overboard::sinks {
namespace {

using incidents::Alert;

Json text(const std::string& value) { return base::printable(value); }

Json texts(const std::vector<std::string>& values) {
    Json out = Json::array();
    for (const std::string& value : values) out.push_back(text(value));
    return out;
}

// Absent when empty: nothing stands for "unknown".
void put(Json& object, const char* name, const std::string& value) {
    if (!value.empty()) object[name] = text(value);
}

Json container(const incidents::AlertContainer& c) {
    Json out{{"id", text(c.id)},
             {"name", text(c.name)},
             {"image", text(c.image)},
             {"image_digest", text(c.image_digest)},
             {"runtime", text(c.runtime)}};
    if (c.privileged) out["privileged"] = *c.privileged;
    put(out, "nested_id", c.nested_id);
    return out;
}

Json process(const incidents::AlertProcess& p) {
    Json out{{"pid", p.pid}, {"ns_pid", p.ns_pid}, {"exe", text(p.exe)}, {"args", texts(p.args)}};
    if (p.args_truncated) out["args_truncated"] = true;
    out["uid"] = p.uid;
    put(out, "cwd", p.cwd);
    put(out, "start_time", p.start_time);
    return out;
}

Json ancestors(const std::vector<incidents::AlertAncestor>& list) {
    Json out = Json::array();
    for (const auto& a : list) out.push_back({{"pid", a.pid}, {"exe", text(a.exe)}, {"args", texts(a.args)}});
    return out;
}

Json web(const incidents::AlertWeb& w) {
    Json out{{"server_pid", w.server_pid}};
    put(out, "server_exe", w.server_exe);
    if (!w.server_args.empty()) out["server_args"] = texts(w.server_args);
    put(out, "kind", w.kind);
    if (w.port != 0) out["port"] = w.port;
    out["peers"] = texts(w.peers);
    out["peer_certain"] = w.peer_certain;
    return out;
}

Json file(const incidents::AlertFile& f) {
    Json out = Json::object();
    put(out, "path", f.path);
    put(out, "host_path", f.host_path);
    put(out, "host_class", f.host_class);
    put(out, "name", f.name);
    put(out, "flags", f.flags);
    put(out, "device", f.device);
    if (f.resolved) out["inode"] = f.inode;
    out["resolved"] = f.resolved;
    put(out, "error", f.error);
    put(out, "change", f.change);
    put(out, "other", f.other);
    return out;
}

Json socket(const incidents::AlertSocket& s) {
    Json out{{"family", text(s.family)}};
    put(out, "peer_path", s.peer_path);
    put(out, "host_path", s.host_path);
    put(out, "peer_ip", s.peer_ip);
    if (!s.peer_ip.empty()) out["peer_port"] = s.peer_port;
    if (s.peer_pid != 0) out["peer_pid"] = s.peer_pid;
    put(out, "peer_exe", s.peer_exe);
    out["resolved"] = s.resolved;
    put(out, "error", s.error);
    return out;
}

void put_parts(Json& out, const Alert& a) {
    if (a.container) out["container"] = container(*a.container);
    if (a.pod) out["pod"] = {{"name", text(a.pod->name)}, {"namespace", text(a.pod->ns)}, {"uid", text(a.pod->uid)}};
    out["process"] = process(a.process);
    out["ancestors"] = ancestors(a.ancestors);
    if (a.web) out["web"] = web(*a.web);
    if (a.file) out["file"] = file(*a.file);
    if (a.socket) out["socket"] = socket(*a.socket);
}

void put_advice(Json& out, const Alert& a) {
    Json& evidence = out["evidence"] = Json::object();
    for (const auto& [field, value] : a.evidence) evidence[base::printable(field)] = text(value);
    Json remediation = Json::object();
    put(remediation, "pod", a.remediation_pod);
    put(remediation, "app", a.remediation_app);
    if (!remediation.empty()) out["remediation"] = std::move(remediation);
    out["references"] = texts(a.references);
}

}  // namespace

Json to_json(const Alert& a) {
    Json out{{"schema", "overboard.alert/v1"},
             {"id", text(a.id)},
             {"dedup_key", text(a.dedup_key)},
             {"time", text(a.time)},
             {"node", text(a.node)},
             {"rule", text(a.rule)},
             {"rule_id", text(a.rule_id)},
             {"priority", engine::priority_name(a.priority)},
             {"message", text(a.message)},
             {"tags", texts(a.tags)},
             {"also_matched", texts(a.also_matched)},
             {"count", a.count}};
    put_parts(out, a);
    put_advice(out, a);
    return out;
}

}  // namespace overboard::sinks
