// SPDX-License-Identifier: Apache-2.0
// proc.*, thread.*, user.*, group.*: the process that acted.
#include "enrich/capabilities.h"
#include "fields/rows.h"

namespace overboard::fields {

std::string_view executable(const Context& c) {
    const auto* exec = body<decode::Exec>(c);
    if (exec && !exec->exe.path.container.empty()) return exec->exe.path.container;
    return c.seen.process->exe;
}

std::string_view join(Context& c, const std::vector<std::string>& args, std::size_t first) {
    c.scratch.clear();
    for (std::size_t i = first; i < args.size(); ++i) {
        if (i > first) c.scratch += ' ';
        c.scratch += args[i];
    }
    return c.scratch;
}

Value argument_at(std::string_view bytes, int index) {
    for (; index > 0; --index) {
        const auto end = bytes.find('\0');
        if (end == bytes.npos) return {};
        bytes.remove_prefix(end + 1);
    }
    return bytes.substr(0, bytes.find('\0'));
}

// Falco begins a command line with the process's name, not with argv[0].
Value command_line(Context& c, const enrich::Process& p, std::string_view comm) {
    if (p.args.empty()) return {};
    c.scratch.assign(comm);  // in place: a name of 15 bytes and a blank would be an allocation
    for (std::size_t i = 1; i < p.args.size(); ++i) c.scratch.append(1, ' ').append(p.args[i]);
    return std::string_view{c.scratch};
}

namespace {

// An exec's own record is newer than anything the tree remembers.
Value argument(Context& c, int index) {
    if (index < 0) {
        c.items.clear();
        for (const auto& one : c.seen.process->args) c.items.emplace_back(one);
        return std::span<const std::string_view>{c.items};
    }
    const auto* exec = body<decode::Exec>(c);
    if (exec && !exec->args.bytes.empty()) return argument_at(exec->args.bytes, index);
    const auto& args = c.seen.process->args;
    return static_cast<std::size_t>(index) < args.size() ? Value{std::string_view{args[index]}} : Value{};
}

Value arguments_length(Context& c, int) {
    std::int64_t sum = 0;
    const auto& args = c.seen.process->args;
    for (std::size_t i = 1; i < args.size(); ++i) sum += static_cast<std::int64_t>(args[i].size());
    return args.empty() ? Value{} : Value{sum};
}

Value line(Context& c, int) { return command_line(c, *c.seen.process, task(c).comm); }
Value exe_line(Context& c, int) {
    return c.seen.process->args.empty() ? Value{} : Value{join(c, c.seen.process->args, 0)};
}
Value arguments(Context& c, int) {
    return c.seen.process->args.empty() ? Value{} : Value{join(c, c.seen.process->args, 1)};
}

Value count(Context& c, int) {
    const auto size = c.seen.process->args.size();
    return size ? number(size - 1) : Value{};
}

Value since(const Context& c, std::uint64_t started) {
    const auto now = c.seen.event->record->time_ns;
    return started && now >= started ? number(now - started) : Value{};
}

// CLOCK_BOOTTIME as nanoseconds since 1970.
Value wall(const Context& c, std::uint64_t boot_ns) {
    const Value age = since(c, boot_ns);
    const auto* ns = std::get_if<std::int64_t>(&age);
    return ns ? Value{c.seen.wall_ns - *ns} : Value{};
}

Value device(Context& c, int) {
    const auto dev = task(c).raw->exe_dev;
    if (dev == 0) return {};
    c.scratch = std::to_string(dev >> 20) + ':' + std::to_string(dev & 0xfffff);
    return std::string_view{c.scratch};
}

// Capabilities by name, joined by blanks.
Value capabilities(Context& c, std::uint64_t bits) {
    c.scratch.clear();
    for (const auto& name : enrich::capability_names(bits)) c.scratch.append(c.scratch.empty() ? "" : " ").append(name);
    return std::string_view{c.scratch};
}

// Told with a change of them, and of a container's first process, whose effective set is its permitted one unless its
// program is run by another user than root.
template <auto member>
Value capability_set(Context& c, int) {
    if (const auto* change = body<decode::Credential>(c)) return capabilities(c, change->raw->*member);
    const bool first = task(c).has(OB_TASK_INIT) && c.seen.container && c.seen.container->effective_caps;
    return first ? capabilities(c, c.seen.container->effective_caps) : Value{};
}
constexpr std::string_view kOnlyFirst =
    "they are told of a container's first process and of calls that change them, of no other event";

constexpr Field capability_row(std::string_view name, std::string_view doc, Extract extract) {
    Field row{name, Type::text, doc, extract};
    row.unobserved = kOnlyFirst;
    return row;
}

// The password database that would say more lies in the container, where the attacker writes it.
Value root_alone(std::uint32_t id) { return id == 0 ? Value{std::string_view{"root"}} : Value{}; }
constexpr std::string_view kOnlyRoot =
    "only id 0 is named: the file that names the others lies in the container, where an attacker writes it";

constexpr Field kRows[] = {
    {"proc.escaped", Type::boolean,
     "It, or an ancestor, has broken an invariant: a namespace, a root, its credentials.",
     [](Context& c, int) -> Value { return task(c).has(OB_TASK_ESCAPED); }},
    {"proc.name", Type::text, "Name the kernel shows for the process (comm, 15 bytes).",
     [](Context& c, int) { return known(task(c).comm); }, false, true},
    {"proc.exepath", Type::text, "Executable as the container sees it: for a script, its interpreter.",
     [](Context& c, int) { return known(executable(c)); }},
    {"proc.exe_name", Type::text, "Last component of proc.exepath.",
     [](Context& c, int) { return known(base_name(executable(c))); }},
    {"proc.exe_ino", Type::number, "Inode of the executable.",
     [](Context& c, int) { return number(task(c).raw->exe_ino); }},
    {"proc.exe_sha256", Type::text,
     "SHA-256 of the executable's bytes, in hex; worked out only where a rule speaks of it, and absent where it is not "
     "certain: gone, of a file system that the container may serve, above 64 MiB, or too much in that second.",
     [](Context& c, int) { return known(c.seen.process->exe_sha256); }},
    {"proc.script", Type::text, "The script, when the executable is its interpreter.",
     [](Context& c, int) { return known(c.seen.process->script); }},
    {"proc.exe", Type::text, "First argument (argv[0]).", [](Context& c, int) { return argument(c, 0); }, false, true},
    {"proc.argv", Type::list, "Arguments one by one; proc.argv[n] is the n-th, proc.argv[0] the name it was given.",
     argument, true, true},
    {"proc.exe_dev", Type::text,
     "Device of the executable's filesystem, major:minor; with proc.exe_ino it is the file.", device},
    {"proc.cmdline", Type::text, "proc.name and the arguments after argv[0], joined by blanks.", line, false, true},
    {"proc.exeline", Type::text, "All arguments joined by blanks, argv[0] first.", exe_line, false, true},
    {"proc.cmdlenargs", Type::number, "Bytes of the arguments after argv[0], the blanks not counted.", arguments_length,
     false, true},
    {"proc.args", Type::text, "The arguments after argv[0], joined by blanks; empty when there are none.", arguments,
     false, true},
    {"proc.cmdnargs", Type::number, "How many arguments follow argv[0].", count, false, true},
    {"proc.args_truncated", Type::boolean, "There are more arguments than are known.",
     [](Context& c, int) -> Value { return c.seen.process->args_truncated; }},
    {"proc.cwd", Type::text, "Working directory at its exec, as the container sees it.",
     [](Context& c, int) { return known(c.seen.process->cwd); }, false, true},
    {"proc.pid", Type::number, "Process id in the host's pid namespace.",
     [](Context& c, int) { return number(task(c).raw->tgid); }},
    {"proc.vpid", Type::number, "Process id in its own pid namespace.",
     [](Context& c, int) { return number(task(c).raw->ns_tgid); }},
    {"proc.ppid", Type::number, "Parent's process id in the host's pid namespace.",
     [](Context& c, int) { return number(task(c).raw->parent_tgid); }},
    {"proc.duration", Type::number, "Nanoseconds since the process was born.",
     [](Context& c, int) { return since(c, task(c).raw->start_ns); }},
    {"proc.ppid.duration", Type::number, "Nanoseconds since its parent was born.",
     [](Context& c, int) { return since(c, task(c).raw->parent_start_ns); }},
    {"proc.pid.ts", Type::number, "When the process was born, nanoseconds since 1970.",
     [](Context& c, int) { return wall(c, task(c).raw->start_ns); }},
    {"proc.ppid.ts", Type::number, "When its parent was born, nanoseconds since 1970.",
     [](Context& c, int) { return wall(c, task(c).raw->parent_start_ns); }},
    {"proc.of_image", Type::boolean, "Its executable was seen to lie in a layer of the container's image.",
     [](Context& c, int) -> Value { return c.seen.process->of_image; }},
    {"proc.scanned", Type::boolean, "It was running before the sensor was.",
     [](Context& c, int) -> Value { return task(c).has(OB_TASK_SCANNED); }},
    {"proc.container_init", Type::boolean, "It is the first process of its container.",
     [](Context& c, int) -> Value { return task(c).has(OB_TASK_INIT); }},
    {"proc.joined", Type::boolean, "It entered the running container from outside, as runc exec does.",
     [](Context& c, int) -> Value { return task(c).has(OB_TASK_JOINED); }},
    {"thread.tid", Type::number, "Thread id in the host's pid namespace.",
     [](Context& c, int) { return number(task(c).raw->tid); }},
    capability_row("thread.cap_effective", "Effective capabilities by name, joined by blanks.",
                   capability_set<&ob_event_credential::effective>),
    capability_row("thread.cap_permitted", "Permitted capabilities by name, joined by blanks.",
                   capability_set<&ob_event_credential::permitted>),
    {"user.uid", Type::number, "Effective user id in the initial user namespace.",
     [](Context& c, int) { return number(task(c).raw->uid); }},
    {"user.name",
     Type::text,
     "The user's name where it is certain: root; absent for anybody else.",
     [](Context& c, int) { return root_alone(task(c).raw->uid); },
     false,
     false,
     ~std::uint64_t{0},
     nullptr,
     {},
     INT64_MIN,
     INT64_MAX,
     kOnlyRoot},
    {"group.name",
     Type::text,
     "The group's name where it is certain: root; absent for any other.",
     [](Context& c, int) { return root_alone(task(c).raw->gid); },
     false,
     false,
     ~std::uint64_t{0},
     nullptr,
     {},
     INT64_MIN,
     INT64_MAX,
     kOnlyRoot},
    {"group.gid", Type::number, "Effective group id in the initial user namespace.",
     [](Context& c, int) { return number(task(c).raw->gid); }},
};

}  // namespace

Rows process_rows() { return kRows; }

}  // namespace overboard::fields
