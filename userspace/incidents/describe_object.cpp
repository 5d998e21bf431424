// SPDX-License-Identifier: Apache-2.0
// What it was done to: file or socket.
#include <sys/socket.h>

#include <cerrno>

#include "fields/field.h"
#include "incidents/describe.h"
#include "incidents/names.h"

namespace overboard::incidents {
namespace {

// The field table knows the names of classes and operations; there is one list of them.
std::string text_of(std::string_view name, const enrich::Observation& seen, const enrich::Ancestry& ancestry) {
    const fields::Field* field = fields::find(name);
    if (field == nullptr) return {};
    fields::Context context{seen, ancestry};
    const fields::Value value = field->extract(context, -1);
    const auto* text = std::get_if<std::string_view>(&value);
    return text != nullptr ? std::string(*text) : std::string();
}

std::string family_name(std::uint32_t family) {
    if (family == AF_UNIX) return "unix";
    return family == AF_INET ? "ipv4" : family == AF_INET6 ? "ipv6" : std::to_string(family);
}

// An abstract socket's name begins with NUL; unix(7) tools show that as "@".
std::string socket_name(std::string_view name) {
    const bool abstract = !name.empty() && name.front() == '\0';
    return abstract ? "@" + std::string(name.substr(1)) : std::string(name);
}

// What an open and a change have in common. Null: only the name is known.
template <class Call>
const decode::File* describe_call(const Call& call, AlertFile& out, const Cleaner& cleaner) {
    out.error = errno_name(call.error);
    out.resolved = call.resolved;
    out.name = cleaner.text(call.name, max_path);
    return call.resolved ? &call.file : nullptr;
}

}  // namespace

std::optional<AlertFile> describe_file(const enrich::Observation& seen, const enrich::Ancestry& ancestry,
                                       const Cleaner& cleaner) {
    AlertFile out;
    if (const auto* failed = std::get_if<decode::ExecFailed>(&seen.event->body)) {
        out.name = cleaner.text(failed->filename, max_path);
        out.error = errno_name(failed->error);
        return out;
    }
    const decode::File* file = nullptr;
    if (const auto* open = std::get_if<decode::Open>(&seen.event->body)) {
        out.flags = open_flags(open->flags);
        file = describe_call(*open, out, cleaner);
    } else if (const auto* change = std::get_if<decode::Change>(&seen.event->body)) {
        out.change = text_of("change.op", seen, ancestry);
        out.other = cleaner.text(change->from.container.empty() ? change->other : change->from.container, max_path);
        file = describe_call(*change, out, cleaner);
    } else {
        return std::nullopt;
    }
    if (file == nullptr) return out;
    out.path = cleaner.text(file->path.container, max_path);
    out.device = device(file->device);
    out.inode = file->inode;
    out.host_path = cleaner.text(seen.host.path, max_path);
    out.host_class = text_of("file.host_class", seen, ancestry);
    return out;
}

std::optional<AlertSocket> describe_socket(const enrich::Observation& seen, const Cleaner& cleaner) {
    const auto* connect = std::get_if<decode::Connect>(&seen.event->body);
    if (connect == nullptr) return std::nullopt;
    AlertSocket out;
    out.family = family_name(connect->family);
    out.resolved = connect->resolved;
    // A connect that does not wait is on its way, not refused.
    if (connect->error != EINPROGRESS) out.error = errno_name(connect->error);
    if (connect->family != AF_UNIX) {
        out.peer_ip = address(connect->peer);
        out.peer_port = connect->peer.port;
        return out;
    }
    out.peer_path = cleaner.text(socket_name(connect->path()), max_path);
    out.host_path = cleaner.text(seen.peer.host_path.empty() ? seen.host.path : seen.peer.host_path, max_path);
    out.peer_exe = cleaner.text(seen.peer.exe, max_path);
    out.peer_pid = connect->peer_tgid;
    return out;
}

}  // namespace overboard::incidents
