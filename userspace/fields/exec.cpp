// SPDX-License-Identifier: Apache-2.0
// exec.*: the executable that was run, and where it came from.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

using Read = Value (*)(Context&, const decode::Exec&);
template <Read read>
Value of_exec(Context& c, int) {
    const auto* e = body<decode::Exec>(c);
    return e ? read(c, *e) : Value{};
}

// The kernel names an anonymous file "memfd:<name>" (mm/memfd.c), and keeps it on its own tmpfs.
bool memfd(const decode::Exec& e) {
    return filesystem_name(e.exe.magic) == "tmpfs" && base_name(e.exe.path.filesystem).starts_with("memfd:");
}

// Workers and restarts run the server's own file again; judged by inode, so a copy is another file.
Value server_image(Context& c, const decode::Exec& e) {
    const auto* s = task(c).server;
    return s && s->exe_ino != 0 && s->exe_ino == e.exe.inode && s->exe_dev == e.exe.device;
}

// Written after the image was made, gone, or never on a disk.
Value dropped(Context&, const decode::Exec& e) {
    const auto fs = filesystem_name(e.exe.magic);
    return e.exe.upper_layer || e.exe.path.unlinked || fs == "tmpfs" || fs == "ramfs";
}

// When the container's first program ran, in seconds since 1970: by the wall clock of then, and by that of now. They
// differ when it was set meanwhile; by which of them a file got its time stamp is not known.
struct Start {
    std::int64_t first, last;
};
std::optional<Start> container_start(const Context& c) {
    constexpr std::int64_t second = 1'000'000'000;
    if (!c.seen.container || c.seen.container->armed_ns == 0) return std::nullopt;
    const auto offset_ns = c.seen.wall_ns - static_cast<std::int64_t>(c.seen.event->record->time_ns);
    const auto now = (offset_ns + static_cast<std::int64_t>(c.seen.container->armed_ns)) / second;
    const auto then = c.seen.container->armed_wall_ns ? c.seen.container->armed_wall_ns / second : now;
    return Start{std::min(then, now), std::max(then, now)};
}

// The kernel's own time stamp of the last change of content, name or mode: touch(1) cannot set it back.
Value changed(Context& c, const decode::Exec& e) {
    const auto start = container_start(c);
    if (!start || e.changed_s == 0 || (e.changed_s > start->first && e.changed_s <= start->last)) return {};
    return e.changed_s > start->last;
}

constexpr std::string_view kDescriptors[OB_FD_KINDS] = {"closed", "file", "null", "terminal", "device",
                                                        "pipe",   "unix", "inet", "socket",   "other"};

template <int index>
Value descriptor(Context&, const decode::Exec& e) {
    return kDescriptors[e.stdio[index].kind];
}

// An unknown third descriptor is no sign: what is typed comes in by 0, what is answered goes out by 1.
bool talks_to_peer(const decode::Exec& e) {
    return e.bridged || e.stdio[0].kind == OB_FD_INET || e.stdio[1].kind == OB_FD_INET;
}

bool accepted(const decode::Exec& e) {
    return std::any_of(e.stdio.begin(), e.stdio.end(), [](const decode::Descriptor& d) { return d.accepted; });
}

Value on_socket(Context&, const decode::Exec& e) {
    if (!talks_to_peer(e)) return std::string_view{"none"};
    if (e.bridged) return std::string_view{"bridged"};
    return accepted(e) ? std::string_view{"accepted"} : std::string_view{"connected"};
}

Value peer_address(Context&, const decode::Exec& e) {
    if (!e.peer.family) return {};
    return std::string_view{reinterpret_cast<const char*>(e.peer.addr), sizeof e.peer.addr};
}

constexpr std::uint32_t kSetIds = 06000;  // S_ISUID | S_ISGID

// Takes "NAME=VALUE" texts separated by NUL; each is given to `take`, until it returns false.
template <class Take>
void for_each_variable(std::string_view env, Take take) {
    while (!env.empty()) {
        const auto one = env.substr(0, env.find('\0'));
        if (!take(one)) return;
        env.remove_prefix(std::min(env.size(), one.size() + 1));
    }
}

Value loader_variables(Context& c, const decode::Exec& e) {
    c.items.clear();
    for_each_variable(e.env, [&](auto one) { return c.items.push_back(one.substr(0, one.find('='))), true; });
    return c.items.empty() ? Value{} : Value{std::span<const std::string_view>{c.items}};
}

// An image that preloads a library does so for its server, too; what a request brings the server has not.
Value variable_added(Context& c, const decode::Exec& e) {
    if (e.env.empty() || !c.seen.server || !c.seen.server->loader_env_seen) return {};
    bool added = false;
    for_each_variable(e.env, [&](auto one) {
        bool of_server = false;
        for_each_variable(c.seen.server->loader_env, [&](auto had) { return !(of_server = had == one); });
        return !(added = !of_server);
    });
    return added;
}

Value loader_text(Context& c, const decode::Exec& e) {
    c.scratch.assign(e.env);
    std::replace(c.scratch.begin(), c.scratch.end(), '\0', ' ');
    return known(c.scratch);
}

constexpr std::string_view kMultiCall[] = {"busybox", "toybox", "busybox.static", "coreutils"};

bool is_loader(std::string_view name) {
    return name.starts_with("ld-linux") || name.starts_with("ld-musl") || name.starts_with("ld.so") ||
           (name.starts_with("ld-") && name.ends_with(".so"));
}

std::string_view argument(const decode::Exec& e, int index) {
    const Value value = argument_at(e.args.bytes, index);
    const auto* text = std::get_if<std::string_view>(&value);
    return text ? *text : std::string_view{};
}

// The first argument from index on that is no option.
std::string_view operand(const decode::Exec& e, int index) {
    constexpr int kFarthest = 16;
    auto found = argument(e, index);
    while (found.starts_with('-') && ++index < kFarthest) found = argument(e, index);
    return found;
}

// busybox and its like choose by argv[0], and by argv[1] when called by their own name; a login shell has a dash
// before its name. The dynamic loader runs what its arguments name.
Value program(Context&, const decode::Exec& e) {
    const auto name = base_name(e.exe.path.container);
    if (is_loader(name)) {
        const auto loaded = base_name(operand(e, 1));
        return known(loaded.empty() ? name : loaded);
    }
    if (std::find(std::begin(kMultiCall), std::end(kMultiCall), name) == std::end(kMultiCall)) return known(name);
    auto called = base_name(argument(e, 0));
    if (called.starts_with('-')) called.remove_prefix(1);
    const auto applet = called == name ? base_name(operand(e, 1)) : called;
    return known(applet.empty() ? name : applet);
}

constexpr Field kRows[] = {
    {"exec.filename", Type::text, "The name that was asked for.",
     of_exec<[](Context&, const decode::Exec& e) { return known(e.filename); }>, false, true},
    {"exec.program", Type::text,
     "The program that runs: the executable's name, or what a multi-call executable or the loader was told to be.",
     of_exec<program>},
    {"exec.interp", Type::text, "The interpreter by name, when a script was executed.",
     of_exec<[](Context&, const decode::Exec& e) { return known(e.interp); }>, false, true},
    {"exec.joined", Type::boolean, "The process entered the running container from outside (runc exec).",
     of_exec<[](Context& c, const decode::Exec&) -> Value { return task(c).has(OB_TASK_JOINED); }>},
    {"exec.own_root", Type::boolean, "The executable lies in the container's own root filesystem.",
     of_exec<[](Context&, const decode::Exec& e) -> Value { return e.exe.own_root; }>},
    {"exec.upper_layer", Type::boolean, "The executable was written after the image was made.",
     of_exec<[](Context&, const decode::Exec& e) -> Value { return e.exe.upper_layer; }>},
    {"exec.unlinked", Type::boolean, "The executable's name had been removed.",
     of_exec<[](Context&, const decode::Exec& e) -> Value { return e.exe.path.unlinked; }>},
    {"exec.memfd", Type::boolean, "The executable is an anonymous file in memory.",
     of_exec<[](Context&, const decode::Exec& e) -> Value { return memfd(e); }>},
    {"exec.dropped", Type::boolean, "The executable came after the image: upper layer, unlinked, or in memory.",
     of_exec<dropped>},
    {"exec.fs", Type::text, "Kind of filesystem the executable is on; absent for an unknown one.",
     of_exec<[](Context&, const decode::Exec& e) { return known(filesystem_name(e.exe.magic)); }>},
    {"proc.is_exe_upper_layer", Type::boolean, "The same as exec.upper_layer.",
     of_exec<[](Context&, const decode::Exec& e) -> Value { return e.exe.upper_layer; }>},
    {"proc.is_exe_from_memfd", Type::boolean, "The same as exec.memfd.",
     of_exec<[](Context&, const decode::Exec& e) -> Value { return memfd(e); }>},
    {"exec.server_image", Type::boolean, "The executable is the very file its server runs.", of_exec<server_image>},
    {"exec.changed", Type::boolean,
     "The executable was changed after the container had started, by the kernel's time stamp; absent when unknown.",
     of_exec<changed>},
    {"exec.escaped", Type::boolean, "The executable lies outside the container.",
     of_exec<[](Context&, const decode::Exec& e) -> Value { return e.exe.path.escaped; }>},
    {"exec.cwd_escaped", Type::boolean, "The working directory lies outside the container.",
     of_exec<[](Context&, const decode::Exec& e) -> Value { return e.cwd.escaped; }>},
    {"exec.stdin", Type::text,
     "What standard input is: closed, file, null, terminal, device, pipe, unix, inet (a connection), socket or other.",
     of_exec<descriptor<0>>},
    {"exec.stdout", Type::text, "What standard output is, as exec.stdin.", of_exec<descriptor<1>>},
    {"exec.stderr", Type::text, "What standard error is, as exec.stdin.", of_exec<descriptor<2>>},
    {"exec.on_socket", Type::text,
     "Whether standard input or output is an inet connection: none, connected, accepted, or bridged (the parent's is).",
     of_exec<on_socket>},
    {"exec.peer_ip", Type::address, "The far end of that connection.", of_exec<peer_address>},
    {"exec.peer_port", Type::number, "The far end's port.",
     of_exec<[](Context&, const decode::Exec& e) { return e.peer.family ? number(e.peer.port) : Value{}; }>},
    {"exec.set_id", Type::boolean, "The executable has a set-user-id or set-group-id bit.",
     of_exec<[](Context&, const decode::Exec& e) -> Value { return (e.exe.mode & kSetIds) != 0; }>},
    {"exec.gained_root", Type::boolean, "The process runs as root now and its real user is another.",
     of_exec<[](Context& c, const decode::Exec& e) -> Value { return task(c).raw->uid == 0 && e.ruid != 0; }>},
    {"exec.loader", Type::boolean, "The dynamic loader was executed itself, to load a program named in its arguments.",
     of_exec<[](Context&, const decode::Exec& e) -> Value { return is_loader(base_name(e.exe.path.container)); }>},
    {"exec.env", Type::list, "Names of the variables in its environment that steer the dynamic loader (LD_...).",
     of_exec<loader_variables>, false, true},
    {"exec.env_added", Type::boolean,
     "One of them is not what its server was started with; absent when there is none, or that is unknown.",
     of_exec<variable_added>},
    {"exec.env_text", Type::text, "Those variables with their values.", of_exec<loader_text>, false, true},
};

constexpr std::string_view kCalls[] = {"execve", "execveat"};

}  // namespace

Rows exec_rows() { return kRows; }
SystemCalls exec_calls() { return {kCalls}; }

}  // namespace overboard::fields
