// SPDX-License-Identifier: Apache-2.0
// A record of the wire, validated and readable. Views point into the record and the decoder's own
// buffers: an Event is valid until the decoder's next call. Building one allocates nothing.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "bpf/wire/events.h"

namespace overboard::decode {

// A path as the kernel resolved it. All bytes are the attacker's: not necessarily UTF-8, no NUL.
struct Path {
    std::string_view container;   // as a process of the container sees it, absolute
    std::string_view filesystem;  // inside its filesystem, absolute from that filesystem's root
    bool outside = false;         // not reachable from the task's root: OB_PATH_OUTSIDE
    bool truncated = false;
    bool unlinked = false;
    bool escaped = false;  // outside, in the host's tree or another container's: OB_PATH_ESCAPED
};

struct File {
    std::uint64_t inode = 0;
    std::uint32_t device = 0;  // kernel s_dev: major << 20 | minor
    std::uint32_t magic = 0;   // super_block.s_magic
    std::uint32_t mode = 0;    // st_mode
    bool own_root = false;     // in the container's own root filesystem
    bool upper_layer = false;
    bool runtime = false;    // has set up containers: OB_FILE_RUNTIME
    bool stdio = false;      // standard input or output of the process as well: OB_FILE_STDIO
    std::uint32_t rdev = 0;  // device nodes: which, as `device`
    Path path;
};

struct Descriptor {
    ob_descriptor_kind kind = OB_FD_CLOSED;
    std::uint64_t inode = 0;
    bool accepted = false;
};

// argv, or what the record holds of it.
struct Arguments {
    std::string_view bytes;   // NUL separated, no trailing NUL
    std::uint32_t total = 0;  // bytes in the process
    bool truncated = false;
};

struct Task {
    const ob_task* raw = nullptr;  // numbers are read here; never null
    std::string_view comm;
    const ob_server* server = nullptr;  // null: in no server's lineage
    bool in_container() const { return raw->container != 0 && (raw->flags & OB_TASK_ARMED); }
    bool has(std::uint32_t flag) const { return (raw->flags & flag) != 0; }
};

struct Fork {};
struct Exec {
    File exe;
    Path cwd;
    Arguments args;
    std::string_view filename, interp;
    std::string_view env;  // the loader's variables, NUL separated, no trailing NUL
    std::int64_t changed_s = 0;
    std::array<Descriptor, 3> stdio;
    ob_inet peer{};  // family 0: none of them is a connection
    std::uint32_t ruid = 0;
    bool bridged = false;  // the connection is the parent's standard input or output
    bool env_cut = false;
};
struct ExecFailed {
    int error = 0;  // positive errno
    ob_entry entry = OB_ENTRY_SYSCALL;
    std::string_view filename;
};
struct Exit {
    int code = 0;
};
struct Cgroup {
    std::uint64_t id = 0;
    ob_cgroup_op op = OB_CGROUP_MKDIR;
    std::uint32_t target_tgid = 0;
    std::string_view path;
};
struct Container {
    const ob_event_container* raw = nullptr;  // namespaces, root and capabilities are read here
};
struct Server {};
struct Open {
    File file;  // when resolved
    std::uint32_t flags = 0;
    ob_entry entry = OB_ENTRY_SYSCALL;
    int error = 0;  // 0, or a positive errno
    bool resolved = false;
    std::string_view name;  // as asked for, when not resolved
};
struct Connect {
    std::uint32_t family = 0, protocol = 0;
    ob_inet peer{};
    File socket;            // unix, path bound
    std::string_view name;  // unix: as asked for, or the abstract name with its leading NUL
    std::uint32_t peer_tgid = 0;
    std::uint64_t peer_container = 0;
    ob_entry entry = OB_ENTRY_SYSCALL;
    int error = 0;  // 0, or a positive errno
    bool resolved = false;

    // Unix: the socket as the container names it. One bound in another mount namespace has no path of its own in
    // there, only the name that was used.
    std::string_view path() const {
        const bool found = resolved && !socket.path.outside && !socket.path.container.empty();
        return found ? socket.path.container : name;
    }
};

struct Mount {
    File file;  // when resolved
    std::uint64_t flags = 0;
    ob_mount_op op = OB_MOUNT_MOUNT;
    ob_entry entry = OB_ENTRY_SYSCALL;
    int error = 0;  // 0, or a positive errno
    bool resolved = false;
    std::string_view fs_type, source, target;
};
struct Namespace {
    const ob_event_namespace* raw = nullptr;  // flags and namespaces are read here
    ob_namespace_op op = OB_NAMESPACE_SETNS;
    ob_entry entry = OB_ENTRY_SYSCALL;
    int error = 0;
};
struct Credential {
    const ob_event_credential* raw = nullptr;  // users, capabilities and namespaces are read here
    ob_credential_op op = OB_CREDENTIAL_SET;
    ob_entry entry = OB_ENTRY_SYSCALL;
    int error = 0;
};
struct Access {
    const ob_event_access* raw = nullptr;  // the target and the argument are read here
    ob_access_op op = OB_ACCESS_PTRACE;
    ob_entry entry = OB_ENTRY_SYSCALL;
    int error = 0;
    std::string_view target_comm;
};
struct KernelCall {
    const ob_event_kernel_call* raw = nullptr;  // the arguments are read here
    ob_kernel_call_name call = OB_CALL_BPF;
    ob_entry entry = OB_ENTRY_SYSCALL;
    int error = 0;
    bool resolved = false;
    File file;  // when resolved
    std::string_view name;
};
struct Escape {
    const ob_event_escape* raw = nullptr;  // namespaces, cgroup and processes are read here
    ob_escape_what what = OB_ESCAPE_NAMESPACE;
    bool resolved = false;
    File file;  // when resolved
    std::string_view name;
    std::string_view args;  // NUL separated, no trailing NUL
};
struct Flood {
    std::uint64_t budget = 0;  // records a second
    ob_ring of = OB_RING_BULK;
};
struct Change {
    File file;  // when resolved; inode 0: only its directory and its name are known
    Path from;  // rename, link
    ob_change_op op = OB_CHANGE_TRUNCATE;
    ob_entry entry = OB_ENTRY_SYSCALL;
    int error = 0;  // 0, or a positive errno
    bool resolved = false;
    std::uint32_t mode = 0, rdev = 0;
    std::string_view name;   // as asked for; empty: by a descriptor
    std::string_view other;  // the other name, a symbolic link's text, or the attribute
};
struct Entry {
    ob_entry entry = OB_ENTRY_IO_URING;
};

// One alternative per row of OB_EVENTS, in that order.
using Body = std::variant<Fork, Exec, ExecFailed, Exit, Cgroup, Container, Server, Open, Connect, Mount, Namespace,
                          Credential, Access, KernelCall, Escape, Flood, Change, Entry>;

// The file that a body resolved; null when it has none, or is known by name only. One place that knows all of them.
const File* file_of(const Body& body);
// What the call returned, where the body is of one: 0 or a positive errno; and how the kernel was entered.
int error_of(const Body& body);
const ob_entry* entry_of(const Body& body);

struct Event {
    const ob_record* record = nullptr;  // kind, ring, cpu, sequence, time, folded
    Task task;
    Body body;
    ob_kind kind() const { return static_cast<ob_kind>(record->kind); }
};

}  // namespace overboard::decode
