// SPDX-License-Identifier: Apache-2.0
#include "baseline/act.h"

#include <openssl/sha.h>
#include <sys/socket.h>

#include "base/text.h"

namespace overboard::baseline {
namespace {

// Each part with its length before it: no two lists of parts give the same text.
void put(std::string& text, std::string_view part) {
    text += std::to_string(part.size());
    text += ':';
    text += part;
}

std::string digest(const std::string& text) {
    std::uint8_t hash[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), hash);
    return base::hex(hash);
}

bool usable(const enrich::Process* process) { return process && process->of_image && Store::is_path(process->exe); }

bool whole(const decode::Exec& exec) {
    return !exec.args.truncated && exec.args.bytes.size() <= exec.args.total && !exec.cwd.truncated &&
           !exec.cwd.outside && !exec.env_cut;
}

// A server that replaces its own program has no server above it to be a habit of.
std::optional<Act> execution(const enrich::Observation& seen, const enrich::Ancestry& ancestry,
                             const decode::Exec& exec) {
    const auto* parent = ancestry.parent(*seen.process);
    if (!whole(exec) || !usable(seen.process) || !usable(parent) || seen.event->task.has(OB_TASK_SERVER)) return {};
    if (seen.server && !usable(seen.server)) return {};
    Act out{{}, {Kind::exec, seen.server ? seen.server->exe : std::string(), parent->exe, seen.process->exe}, {}};
    std::string text;
    put(text, exec.args.bytes);
    put(text, exec.filename);
    put(text, exec.cwd.container);
    put(text, std::to_string(seen.event->task.raw->uid));
    put(text, exec.env);
    out.hash = digest(text);
    return out;
}

std::optional<Act> connection(const enrich::Observation& seen, const decode::Connect& connect) {
    if ((connect.family != AF_INET && connect.family != AF_INET6) || !usable(seen.process)) return {};
    std::string text;
    put(text, {reinterpret_cast<const char*>(connect.peer.addr), sizeof connect.peer.addr});
    put(text, std::to_string(connect.peer.port));
    return Act{{}, {Kind::connect, {}, {}, seen.process->exe}, digest(text)};
}

}  // namespace

std::string image_of(const enrich::Container& container) {
    if (!container.image_digest.empty()) return container.image_digest;
    if (container.layers.empty()) return {};
    return container.image + "@layers:" + container.layers;
}

std::optional<Act> act_of(const enrich::Observation& seen, const enrich::Ancestry& ancestry) {
    if (!seen.container || seen.event->task.raw->flags & (OB_TASK_JOINED | OB_TASK_UNKNOWN | OB_TASK_NESTED)) return {};
    std::optional<Act> out;
    if (const auto* exec = std::get_if<decode::Exec>(&seen.event->body)) out = execution(seen, ancestry, *exec);
    if (const auto* connect = std::get_if<decode::Connect>(&seen.event->body)) out = connection(seen, *connect);
    if (out) out->image = image_of(*seen.container);
    return out && Store::is_image(out->image) ? out : std::nullopt;
}

}  // namespace overboard::baseline
