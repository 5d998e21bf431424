// SPDX-License-Identifier: Apache-2.0
// Falco's JSON: field names of Falco 0.4x with json_output, so that falcosidekick and the like work unchanged.
#include <array>
#include <cctype>
#include <cstdint>

#include "base/text.h"
#include "sinks/layout.h"

namespace overboard::sinks {
namespace {

using incidents::Alert;

std::string text(const std::string& value) { return base::printable(value); }

// Falco writes "Critical", "Informational".
std::string priority(const Alert& a) {
    std::string name = engine::priority_name(a.priority);
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

// The 128 bits of the ULID in the form of a UUID. An id that is no ULID gives "".
std::string uuid(const std::string& ulid) {
    constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::array<std::uint8_t, 16> bytes{};
    if (ulid.size() != 26) return {};
    for (std::size_t i = 0; i < ulid.size(); ++i) {
        const std::size_t value = digits.find(ulid[i]);
        if (value == std::string_view::npos) return {};
        for (std::size_t bit = 0; bit < 5; ++bit) {
            const std::size_t at = i * 5 + bit;  // of 130; the first two are zero
            if (at >= 2 && (value >> (4 - bit) & 1) != 0)
                bytes[(at - 2) / 8] |= static_cast<std::uint8_t>(0x80U >> (at - 2) % 8);
        }
    }
    const std::string hex = base::hex(bytes);
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
           hex.substr(20);
}

void put(Json& fields, const char* name, const std::string& value) {
    if (!value.empty()) fields[name] = text(value);
}

void put_container(Json& fields, const Alert& a) {
    if (!a.container) return;
    put(fields, "container.id", a.container->id);
    put(fields, "container.name", a.container->name);
    // "host:5000/app:1.4@sha256:...": a colon before the last slash is a port.
    const std::string image = a.container->image.substr(0, a.container->image.find('@'));
    const std::size_t colon = image.rfind(':'), slash = image.rfind('/');
    const bool tagged = colon != std::string::npos && (slash == std::string::npos || colon > slash);
    put(fields, "container.image.repository", tagged ? image.substr(0, colon) : image);
    put(fields, "container.image.tag", tagged ? image.substr(colon + 1) : "");
    put(fields, "container.image.digest", a.container->image_digest);
    if (a.container->privileged) fields["container.privileged"] = *a.container->privileged;
    if (!a.pod) return;
    put(fields, "k8s.ns.name", a.pod->ns);
    put(fields, "k8s.pod.name", a.pod->name);
    put(fields, "k8s.pod.uid", a.pod->uid);
}

void put_process(Json& fields, const Alert& a) {
    fields["proc.pid"] = a.process.pid;
    fields["proc.vpid"] = a.process.ns_pid;
    put(fields, "proc.name", std::string(base::basename(a.process.exe)));
    put(fields, "proc.exepath", a.process.exe);
    put(fields, "proc.cmdline", command_line(a.process.args, 4096));
    put(fields, "proc.cwd", a.process.cwd);
    fields["user.uid"] = a.process.uid;
    if (a.ancestors.empty()) return;
    fields["proc.ppid"] = a.ancestors[0].pid;
    put(fields, "proc.pname", std::string(base::basename(a.ancestors[0].exe)));
    put(fields, "proc.pcmdline", command_line(a.ancestors[0].args, 1024));
}

void put_object(Json& fields, const Alert& a) {
    if (a.file) put(fields, "fd.name", a.file->resolved ? a.file->path : a.file->name);
    if (!a.socket) return;
    const incidents::AlertSocket& s = *a.socket;
    if (s.peer_ip.empty()) return put(fields, "fd.name", s.peer_path);
    put(fields, "fd.name", s.peer_ip + ":" + std::to_string(s.peer_port));
    put(fields, "fd.sip", s.peer_ip);
    fields["fd.sport"] = s.peer_port;
}

Json output_fields(const Alert& a) {
    Json fields{{"evt.time", a.wall_ns}};
    put_container(fields, a);
    put_process(fields, a);
    put_object(fields, a);
    fields["overboard.count"] = a.count;
    put(fields, "overboard.id", a.id);
    put(fields, "overboard.dedup_key", a.dedup_key);
    put(fields, "overboard.rule_id", a.rule_id);
    for (const auto& [field, value] : a.evidence)
        if (!fields.contains(field)) put(fields, text(field).c_str(), value);
    return fields;
}

}  // namespace

Json to_falco(const Alert& a) {
    Json tags = Json::array();
    for (const std::string& tag : a.tags) tags.push_back(text(tag));
    const std::string clock = a.time.size() > 12 ? a.time.substr(11, a.time.size() - 12) : a.time;
    return {{"time", text(a.time)},     {"rule", text(a.rule)},
            {"priority", priority(a)},  {"source", "syscall"},
            {"hostname", text(a.node)}, {"output", text(clock + ": " + priority(a) + " " + a.message)},
            {"tags", std::move(tags)},  {"output_fields", output_fields(a)},
            {"uuid", uuid(a.id)}};
}

}  // namespace overboard::sinks
