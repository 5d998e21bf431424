// SPDX-License-Identifier: Apache-2.0
// What it was done to: file or socket.
#include <sys/socket.h>

#include <cerrno>

#include "fields/field.h"
#include "incidents/describe.h"
#include "incidents/names.h"

namespace overboard::incidents {
namespace {

// The field table knows the names of the classes; there is one list of them.
std::string host_class(const enrich::Observation& seen, const enrich::Ancestry& ancestry) {
    const fields::Field* field = fields::find("file.host_class");
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

}  // namespace

std::optional<AlertFile> describe_file(const enrich::Observation& seen, const enrich::Ancestry& ancestry,
                                       const Cleaner& cleaner) {
    AlertFile out;
    if (const auto* failed = std::get_if<decode::ExecFailed>(&seen.event->body)) {
        out.name = cleaner.text(failed->filename, max_path);
        out.error = errno_name(failed->error);
        return out;
    }
    const auto* open = std::get_if<decode::Open>(&seen.event->body);
    if (open == nullptr) return std::nullopt;
    out.flags = open_flags(open->flags);
    out.error = errno_name(open->error);
    out.resolved = open->resolved;
    out.name = cleaner.text(open->name, max_path);
    if (!open->resolved) return out;
    out.path = cleaner.text(open->file.path.container, max_path);
    out.device = device(open->file.device);
    out.inode = open->file.inode;
    out.host_path = cleaner.text(seen.host.path, max_path);
    out.host_class = host_class(seen, ancestry);
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
