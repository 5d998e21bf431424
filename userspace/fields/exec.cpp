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
};

constexpr std::string_view kCalls[] = {"execve", "execveat"};

}  // namespace

Rows exec_rows() { return kRows; }
SystemCalls exec_calls() { return {kCalls}; }

}  // namespace overboard::fields
