// SPDX-License-Identifier: Apache-2.0
// Who: container, pod, process, ancestors, server.
#include "base/clock.h"
#include "base/text.h"
#include "incidents/describe.h"
#include "incidents/names.h"

namespace overboard::incidents {
namespace {

// Ids and names given by a runtime or an API server: escaped and cut, never redacted.
std::string id(const std::string& raw) { return base::cut(base::printable(raw), max_name); }

const ob_server* server_of(const enrich::Observation& seen) {
    const ob_server* s = seen.event->task.server;
    return s != nullptr && s->tgid != 0 ? s : nullptr;
}

std::vector<std::string> live_peers(const ob_server& server) {
    std::vector<std::string> out;
    for (const ob_inet& peer : server.peers)
        if (peer.family != 0 && out.size() < max_peers) out.push_back(endpoint(peer));
    return out;
}

}  // namespace

std::optional<AlertContainer> describe_container(const enrich::Observation& seen) {
    if (seen.container == nullptr) return std::nullopt;
    const enrich::Container& c = *seen.container;
    return AlertContainer{.id = id(c.id),
                          .name = id(c.name),
                          .image = base::cut(base::printable(c.image), max_value),
                          .image_digest = id(c.image_digest),
                          .runtime = id(c.runtime),
                          .nested_id = id(c.nested_id),
                          .privileged = c.privileged};
}

std::optional<AlertPod> describe_pod(const enrich::Observation& seen) {
    if (seen.container == nullptr || !seen.container->pod) return std::nullopt;
    const enrich::Pod& pod = *seen.container->pod;
    return AlertPod{.name = id(pod.name), .ns = id(pod.ns), .uid = id(pod.uid)};
}

AlertProcess describe_process(const enrich::Observation& seen, const Cleaner& cleaner) {
    const ob_task& task = *seen.event->task.raw;  // ids as of this event, not of the tree's latest
    AlertProcess out;
    out.pid = task.tgid;
    out.ns_pid = task.ns_tgid;
    out.uid = task.uid;
    out.exe = cleaner.text(seen.process->exe, max_path);
    out.cwd = cleaner.text(seen.process->cwd, max_path);
    out.args_truncated = seen.process->args_truncated;
    out.args = cleaner.args(seen.process->args, process_args, out.args_truncated);
    if (task.start_ns != 0 && task.start_ns <= seen.event->record->time_ns) {
        const std::uint64_t age = seen.event->record->time_ns - task.start_ns;
        out.start_time = base::rfc3339(seen.wall_ns - static_cast<std::int64_t>(age));
    }
    return out;
}

std::vector<AlertAncestor> describe_ancestors(const std::vector<const enrich::Process*>& ancestors,
                                              const Cleaner& cleaner) {
    std::vector<AlertAncestor> out;
    for (const enrich::Process* p : ancestors) {
        if (out.size() == max_ancestors) break;
        bool cut = false;
        out.push_back({p->tgid, cleaner.text(p->exe, max_value), cleaner.args(p->args, other_args, cut)});
    }
    return out;
}

std::optional<AlertWeb> describe_web(const enrich::Observation& seen, const Cleaner& cleaner) {
    const ob_server* server = server_of(seen);
    if (server == nullptr && seen.server == nullptr) return std::nullopt;
    AlertWeb out;
    out.server_pid = server != nullptr ? server->tgid : seen.server->tgid;
    out.kind = id(std::string(seen.server_kind));
    if (seen.server != nullptr) {
        bool cut = false;
        out.server_exe = cleaner.text(seen.server->exe, max_value);
        out.server_args = cleaner.args(seen.server->args, other_args, cut);
    }
    if (server != nullptr) {
        out.port = server->port;
        out.peers = live_peers(*server);
        out.peer_certain = server->live == 1 && out.peers.size() == 1;
    }
    return out;
}

}  // namespace overboard::incidents
