// SPDX-License-Identifier: Apache-2.0
// file.*: the file that was opened or changed, by what it is and not by what it was called.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "fields/rows.h"

namespace overboard::fields {
namespace {

bool about_file(const Context& c) { return body<decode::Open>(c) || body<decode::Change>(c); }

// Of a resolved file; absent when only a name is known, or on any other event.
using Read = Value (*)(Context&, const decode::File&);
template <Read read>
Value of_file(Context& c, int) {
    const auto* file = target_of(c);
    return file ? read(c, *file) : Value{};
}

using Host = Value (*)(const enrich::HostFile&);
template <Host read>
Value of_host(Context& c, int) {
    return about_file(c) && from_host(c) ? read(c.seen.host) : Value{};
}

// Access mode 3 asks for both permissions (fs/open.c); O_PATH reads and writes nothing.
bool reads(std::uint32_t flags) { return !(flags & O_PATH) && (flags & O_ACCMODE) != O_WRONLY; }
bool writes(std::uint32_t flags) { return !(flags & O_PATH) && (flags & O_ACCMODE) != O_RDONLY; }

Value read(Context& c, int) {
    const auto* o = body<decode::Open>(c);
    return o ? Value{reads(o->flags)} : body<decode::Change>(c) ? Value{false} : Value{};
}
Value write(Context& c, int) {
    const auto* o = body<decode::Open>(c);
    return o ? Value{writes(o->flags)} : body<decode::Change>(c) ? Value{true} : Value{};
}
Value opened_read(Context& c, int) { return body<decode::Open>(c) ? read(c, 0) : Value{}; }
Value opened_write(Context& c, int) { return body<decode::Open>(c) ? write(c, 0) : Value{}; }

// "/37/environ" inside a procfs: the 37. The number counts in that procfs's own pid namespace.
Value proc_pid(Context&, const decode::File& f) {
    if (filesystem_name(f.magic) != "proc" || f.path.filesystem.size() < 2) return {};
    const auto digits = f.path.filesystem.substr(1, f.path.filesystem.find('/', 1) - 1);
    std::int64_t pid = 0;
    for (const char d : digits) {
        if (d < '0' || d > '9' || pid > 1'000'000'000) return {};
        pid = pid * 10 + (d - '0');
    }
    return digits.empty() ? Value{} : Value{pid};
}

Value proc_self(Context& c, const decode::File& f) {
    const Value pid = proc_pid(c, f);
    const auto* n = std::get_if<std::int64_t>(&pid);
    return n && (*n == task(c).raw->ns_tgid || *n == task(c).raw->tgid);
}

// The cgroup's directory is the file's; in every hierarchy the container has the same path.
Value cgroup_outside(Context& c, const decode::File& f) {
    const auto fs = filesystem_name(f.magic);
    if ((fs != "cgroup" && fs != "cgroup2") || !c.seen.container || c.seen.container->cgroup.empty()) return {};
    const std::string_view own = c.seen.container->cgroup, path = f.path.filesystem;
    return !(path.starts_with(own) && (own.ends_with('/') || path.substr(own.size()).starts_with('/')));
}

Value device(Context& c, const decode::File& f) { return device_number(c, f.device); }

// A node that is about to be made has its number from the call.
Value rdev(Context& c, const decode::File& f) {
    const auto* change = body<decode::Change>(c);
    const bool made = change && change->op == OB_CHANGE_MKNOD;
    if (made && (S_ISCHR(change->mode) || S_ISBLK(change->mode))) return device_number(c, change->rdev);
    return S_ISCHR(f.mode) || S_ISBLK(f.mode) ? device_number(c, f.rdev) : Value{};
}

Value resolved(Context& c, int) {
    if (const auto* o = body<decode::Open>(c)) return o->resolved;
    if (const auto* change = body<decode::Change>(c)) return change->resolved;
    return {};
}

Value asked(Context& c, int) {
    if (const auto* o = body<decode::Open>(c)) return o->resolved ? Value{} : known(o->name);
    if (const auto* change = body<decode::Change>(c)) return change->resolved ? Value{} : known(change->name);
    return {};
}

// What runtimes cover with /dev/null (runtime-spec, maskedPaths of containerd and Docker), and their own devices.
constexpr std::string_view kCovered[] = {"/proc/asound",     "/proc/interrupts",    "/proc/kcore",
                                         "/proc/keys",       "/proc/latency_stats", "/proc/sched_debug",
                                         "/proc/timer_list", "/proc/timer_stats"};
constexpr std::uint32_t kNull = 1U << 20 | 3;

// The file of a covered path is the kernel's own, where nothing covers it, or /dev/null.
Value misplaced(Context&, const decode::File& f) {
    const auto path = f.path.container;
    if (path == "/dev/null") return f.rdev != kNull || !S_ISCHR(f.mode);
    if (path == "/dev/console") return !S_ISCHR(f.mode);
    if (std::find(std::begin(kCovered), std::end(kCovered), path) == std::end(kCovered)) return false;
    const bool uncovered = "/proc" + std::string{f.path.filesystem} == path;
    return !uncovered && !S_ISDIR(f.mode) && f.rdev != kNull;
}

template <bool decode::Path::*flag>
Value path_flag(Context&, const decode::File& f) {
    return f.path.*flag;
}

constexpr Field kRows[] = {
    {"file.resolved", Type::boolean, "What was opened or changed is known; when false, only file.asked is.", resolved},
    {"file.path", Type::text, "The file as the container sees it, links and '..' resolved.",
     of_file<[](Context&, const decode::File& f) { return known(f.path.container); }>},
    {"file.name", Type::text, "The file's own name in its filesystem, whatever it is mounted as.",
     of_file<[](Context&, const decode::File& f) { return known(base_name(f.path.filesystem)); }>},
    {"file.asked", Type::text,
     "The name that was asked for, when the call was refused, or could not be followed to a file.", asked, false, true},
    {"file.read", Type::boolean, "Opened for reading.", read},
    {"file.write", Type::boolean, "Opened for writing, or changed.", write},
    {"file.own_root", Type::boolean, "It lies in the container's own root filesystem.",
     of_file<[](Context&, const decode::File& f) -> Value { return f.own_root; }>},
    {"file.upper_layer", Type::boolean, "It was written after the image was made (overlay's upper layer).",
     of_file<[](Context&, const decode::File& f) -> Value { return f.upper_layer; }>},
    {"file.fs_path", Type::text, "Its path inside its filesystem, wherever that is mounted: /sys/kernel/core_pattern.",
     of_file<[](Context&, const decode::File& f) { return known(f.path.filesystem); }>},
    {"file.escaped", Type::boolean,
     "It lies outside the container: in the host's mount tree, another container's, or beside what is mounted here.",
     of_file<path_flag<&decode::Path::escaped>>},
    {"file.stdio", Type::boolean, "The process has the same file as standard input or output.",
     of_file<[](Context&, const decode::File& f) -> Value { return f.stdio; }>},
    {"file.runtime_exe", Type::boolean, "It is an executable of a container runtime, opened for writing.",
     of_file<[](Context&, const decode::File& f) -> Value { return f.runtime; }>},
    {"file.misplaced", Type::boolean,
     "It lies at a path that runtimes cover (/proc/kcore, ...), or at /dev/null or /dev/console, and is something "
     "else.",
     of_file<misplaced>},
    {"file.rdev", Type::text, "Device nodes: which device, major:minor.", of_file<rdev>},
    {"file.outside", Type::boolean, "It cannot be reached from the process's root.",
     of_file<path_flag<&decode::Path::outside>>},
    {"file.unlinked", Type::boolean, "Its name had been removed.", of_file<path_flag<&decode::Path::unlinked>>},
    {"file.fs", Type::text, "Kind of filesystem by its magic: proc, tmpfs, ext, ...; absent for an unknown one.",
     of_file<[](Context&, const decode::File& f) { return known(filesystem_name(f.magic)); }>},
    {"file.type", Type::text, "file, dir, char, block, fifo, sock or link.",
     of_file<[](Context&, const decode::File& f) { return known(type_name_of_mode(f.mode)); }>},
    {"file.inode", Type::number, "Its inode.",
     of_file<[](Context&, const decode::File& f) { return number(f.inode); }>},
    {"file.device", Type::text, "Device of its filesystem, major:minor.", of_file<device>},
    {"file.proc_pid", Type::number, "Whose directory of a procfs it is in, as that procfs counts.", of_file<proc_pid>},
    {"file.proc_self", Type::boolean, "It is in the opening process's own directory of a procfs.", of_file<proc_self>},
    {"file.cgroup_outside", Type::boolean,
     "It belongs to a cgroup that is neither the container's nor below it; absent for files of no cgroup.",
     of_file<cgroup_outside>},
    {"file.host_mounted", Type::boolean, "It was reached through a mount of the host's files.",
     [](Context& c, int) { return about_file(c) ? Value{from_host(c)} : Value{}; }},
    {"file.host_managed", Type::boolean, "That mount is the kubelet's or the runtime's own: hosts, configmaps, ...",
     of_host<[](const enrich::HostFile& h) -> Value { return h.managed; }>},
    {"file.host_path", Type::text, "The file as the host names it; absent unless file.host_mounted.",
     of_host<[](const enrich::HostFile& h) { return known(h.path); }>},
    {"file.host_class", Type::text,
     "What an attacker gains by that host path: credentials, cron, ssh, sudoers, systemd, preload, kubelet, cni, "
     "runtime_config, runtime_socket, log, proc, device, root or other; absent unless file.host_mounted.",
     of_host<[](const enrich::HostFile& h) { return known(host_class_name(h.cls)); }>},
};

constexpr Field kOpenRows[] = {
    {"evt.is_open_read", Type::boolean, "The same as file.read, of opens.", opened_read},
    {"evt.is_open_write", Type::boolean, "The same as file.write, of opens.", opened_write},
};

constexpr std::string_view kCalls[] = {"openat", "open", "openat2", "creat", "open_by_handle_at"};

}  // namespace

Rows file_rows() { return kRows; }
Rows open_rows() { return kOpenRows; }
SystemCalls open_calls() { return {kCalls}; }

}  // namespace overboard::fields
