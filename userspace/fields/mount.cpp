// SPDX-License-Identifier: Apache-2.0
// mount.*: a change of the mount tree, by the mount that came to be and not by the names it was given.
#include <sys/mount.h>

#include "fields/rows.h"

namespace overboard::fields {
namespace {

using Read = Value (*)(Context&, const decode::Mount&);
template <Read read>
Value of(Context& c, int) {
    const auto* b = body<decode::Mount>(c);
    return b ? read(c, *b) : Value{};
}

constexpr std::string_view kOps[OB_MOUNT_OPS] = {"mount",         "umount2",    "fsopen",     "fspick",
                                                 "fsconfig",      "fsmount",    "move_mount", "open_tree",
                                                 "mount_setattr", "pivot_root", "chroot"};

// In the order in which mount(2) looks at its flags (fs/namespace.c, path_mount).
Value mount_change(std::uint64_t flags) {
    if (flags & MS_REMOUNT) return std::string_view{"remount"};
    if (flags & MS_BIND) return std::string_view{"bind"};
    if (flags & (MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE)) return std::string_view{"propagation"};
    if (flags & MS_MOVE) return std::string_view{"move"};
    return std::string_view{"new"};
}

constexpr std::uint64_t kTreeClone = 1;  // OPEN_TREE_CLONE, uapi/linux/mount.h

Value change(Context&, const decode::Mount& m) {
    switch (m.op) {
        case OB_MOUNT_MOUNT:
            return mount_change(m.flags);
        case OB_MOUNT_FSMOUNT:
            return std::string_view{"new"};
        case OB_MOUNT_OPEN_TREE:
            return m.flags & kTreeClone ? Value{std::string_view{"bind"}} : Value{};
        case OB_MOUNT_MOVE:
            return std::string_view{"move"};
        case OB_MOUNT_PIVOT_ROOT:
        case OB_MOUNT_CHROOT:
            return std::string_view{"root"};
        default:
            return {};
    }
}

using ReadFile = Value (*)(Context&, const decode::File&);
template <ReadFile read>
Value of_file(Context& c, int) {
    const auto* m = body<decode::Mount>(c);
    return m && m->resolved ? read(c, m->file) : Value{};
}

Value host_path(Context& c, int) {
    return body<decode::Mount>(c) && c.seen.host.mounted ? known(c.seen.host.path) : Value{};
}
Value host_class(Context& c, int) {
    return body<decode::Mount>(c) && c.seen.host.mounted ? known(host_class_name(c.seen.host.cls)) : Value{};
}

// Filesystems without a disk have a device number of major 0 (fs/super.c, get_anon_bdev).
Value on_disk(Context&, const decode::File& f) { return f.device >> 20 != 0; }

constexpr Field kRows[] = {
    {"mount.op", Type::text,
     "The call: mount, umount2, fsopen, fspick, fsconfig, fsmount, move_mount, open_tree, mount_setattr, pivot_root or "
     "chroot.",
     of<[](Context&, const decode::Mount& m) -> Value { return kOps[m.op]; }>},
    {"mount.change", Type::text, "What it makes: new, bind, move, remount, propagation or root; absent for the rest.",
     of<change>},
    {"mount.flags", Type::number, "The flags as asked for, by mount.op.",
     of<[](Context&, const decode::Mount& m) { return number(m.flags); }>},
    {"mount.fs_type", Type::text, "The kernel's name for the kind of filesystem; as asked for when it was refused.",
     of<[](Context&, const decode::Mount& m) { return known(m.fs_type); }>},
    {"mount.source", Type::text, "The source as asked for: a device, a directory, or a fsconfig's key and value.",
     of<[](Context&, const decode::Mount& m) { return known(m.source); }>, false, true},
    {"mount.target", Type::text, "The target as asked for.",
     of<[](Context&, const decode::Mount& m) { return known(m.target); }>, false, true},
    {"mount.resolved", Type::boolean, "The mount that came to be is known; when false, only what was asked for is.",
     of<[](Context&, const decode::Mount& m) -> Value { return m.resolved; }>},
    {"mount.path", Type::text, "Where it lies, or the new root, as the container's root sees it.",
     of_file<[](Context&, const decode::File& f) { return known(f.path.container); }>},
    {"mount.source_path", Type::text, "What lies there, inside its filesystem.",
     of_file<[](Context&, const decode::File& f) { return known(f.path.filesystem); }>},
    {"mount.fs", Type::text, "Kind of filesystem by its magic, as file.fs has it.",
     of_file<[](Context&, const decode::File& f) { return known(filesystem_name(f.magic)); }>},
    {"mount.own_root", Type::boolean, "It shows the container's own root filesystem.",
     of_file<[](Context&, const decode::File& f) -> Value { return f.own_root; }>},
    {"mount.outside", Type::boolean, "It cannot be reached from the container's root.",
     of_file<[](Context&, const decode::File& f) -> Value { return f.path.outside; }>},
    {"mount.on_disk", Type::boolean, "Its filesystem lives on a block device.", of_file<on_disk>},
    {"mount.host_path", Type::text, "What lies there as the host names it; absent when it is not the host's.",
     host_path},
    {"mount.host_class", Type::text, "What an attacker gains by that host path, as file.host_class has it.",
     host_class},
};

Names calls_of(const decode::Event& event) { return Names(kOps).subspan(std::get<decode::Mount>(event.body).op, 1); }

}  // namespace

Rows mount_rows() { return kRows; }
SystemCalls mount_calls() { return {kOps, calls_of}; }

}  // namespace overboard::fields
