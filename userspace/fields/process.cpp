// SPDX-License-Identifier: Apache-2.0
// proc.*, thread.*, user.*, group.*: the process that acted.
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

Value line(Context& c, int) { return c.seen.process->args.empty() ? Value{} : Value{join(c, c.seen.process->args, 0)}; }
Value arguments(Context& c, int) {
    return c.seen.process->args.empty() ? Value{} : Value{join(c, c.seen.process->args, 1)};
}

Value count(Context& c, int) {
    const auto size = c.seen.process->args.size();
    return size ? number(size - 1) : Value{};
}

Value duration(Context& c, int) {
    const std::uint64_t started = task(c).raw->start_ns, now = c.seen.event->record->time_ns;
    return started && now >= started ? number(now - started) : Value{};
}

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
    {"proc.script", Type::text, "The script, when the executable is its interpreter.",
     [](Context& c, int) { return known(c.seen.process->script); }},
    {"proc.exe", Type::text, "First argument (argv[0]).", [](Context& c, int) { return argument(c, 0); }, false, true},
    {"proc.argv", Type::list, "Arguments one by one; proc.argv[n] is the n-th, proc.argv[0] the name it was given.",
     argument, true, true},
    {"proc.cmdline", Type::text, "All arguments joined by blanks, argv[0] first.", line, false, true},
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
    {"proc.duration", Type::number, "Nanoseconds since the process was born.", duration},
    {"proc.container_init", Type::boolean, "It is the first process of its container.",
     [](Context& c, int) -> Value { return task(c).has(OB_TASK_INIT); }},
    {"proc.joined", Type::boolean, "It entered the running container from outside, as runc exec does.",
     [](Context& c, int) -> Value { return task(c).has(OB_TASK_JOINED); }},
    {"thread.tid", Type::number, "Thread id in the host's pid namespace.",
     [](Context& c, int) { return number(task(c).raw->tid); }},
    {"user.uid", Type::number, "Effective user id in the initial user namespace.",
     [](Context& c, int) { return number(task(c).raw->uid); }},
    {"group.gid", Type::number, "Effective group id in the initial user namespace.",
     [](Context& c, int) { return number(task(c).raw->gid); }},
};

}  // namespace

Rows process_rows() { return kRows; }

}  // namespace overboard::fields
