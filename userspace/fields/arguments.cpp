// SPDX-License-Identifier: Apache-2.0
// evt.arg.*: what Falco calls the arguments of a system call, told of the object that the event is about.
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/sched.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "fields/rows.h"

namespace overboard::fields {
namespace {

struct Name {
    std::uint64_t value;
    std::string_view name;
};

// The names Falco prints for an open's flags (driver/flags_table.c there), beside the access mode.
constexpr Name kOpenFlags[] = {
    {O_CREAT, "O_CREAT"},       {O_APPEND, "O_APPEND"},     {O_DSYNC, "O_DSYNC"},       {O_EXCL, "O_EXCL"},
    {O_NONBLOCK, "O_NONBLOCK"}, {O_TRUNC, "O_TRUNC"},       {O_DIRECT, "O_DIRECT"},     {O_DIRECTORY, "O_DIRECTORY"},
    {O_CLOEXEC, "O_CLOEXEC"},   {__O_TMPFILE, "O_TMPFILE"}, {O_NOFOLLOW, "O_NOFOLLOW"}, {O_PATH, "O_PATH"},
};

std::string_view access_mode(std::uint32_t flags) {
    switch (flags & O_ACCMODE) {
        case O_RDONLY:
            return "O_RDONLY";
        case O_WRONLY:
            return "O_WRONLY";
        default:
            return "O_RDWR";
    }
}

void append_bits(Context& c, std::uint64_t flags, std::span<const Name> names) {
    for (const auto& one : names)
        if ((flags & one.value) == one.value) c.scratch.append(c.scratch.empty() ? "" : "|").append(one.name);
}

Value open_flags(Context& c, std::uint32_t flags) {
    c.scratch = access_mode(flags);
    append_bits(c, flags, kOpenFlags);
    return std::string_view{c.scratch};
}

Value bits(Context& c, std::uint64_t flags, std::span<const Name> names) {
    c.scratch.clear();
    append_bits(c, flags, names);
    return c.scratch.empty() ? Value{std::string_view{"0"}} : Value{std::string_view{c.scratch}};
}

// The name of a value, or its number where it has none here.
Value named(Context& c, std::uint64_t value, std::span<const Name> names) {
    for (const auto& one : names)
        if (one.value == value) return one.name;
    c.scratch = std::to_string(value);
    return std::string_view{c.scratch};
}

constexpr Name kNamespaceFlags[] = {{CLONE_NEWNS, "CLONE_NEWNS"},         {CLONE_NEWUSER, "CLONE_NEWUSER"},
                                    {CLONE_NEWPID, "CLONE_NEWPID"},       {CLONE_NEWNET, "CLONE_NEWNET"},
                                    {CLONE_NEWCGROUP, "CLONE_NEWCGROUP"}, {CLONE_NEWUTS, "CLONE_NEWUTS"},
                                    {CLONE_NEWIPC, "CLONE_NEWIPC"}};
constexpr Name kMountFlags[] = {{MS_RDONLY, "RDONLY"}, {MS_NOSUID, "NOSUID"},   {MS_NODEV, "NODEV"},
                                {MS_NOEXEC, "NOEXEC"}, {MS_REMOUNT, "REMOUNT"}, {MS_BIND, "BIND"},
                                {MS_MOVE, "MOVE"},     {MS_PRIVATE, "PRIVATE"}, {MS_SLAVE, "SLAVE"},
                                {MS_SHARED, "SHARED"}};
constexpr Name kRequests[] = {{PTRACE_TRACEME, "PTRACE_TRACEME"},
                              {PTRACE_PEEKTEXT, "PTRACE_PEEKTEXT"},
                              {PTRACE_PEEKDATA, "PTRACE_PEEKDATA"},
                              {PTRACE_POKETEXT, "PTRACE_POKETEXT"},
                              {PTRACE_POKEDATA, "PTRACE_POKEDATA"},
                              {PTRACE_POKEUSER, "PTRACE_POKEUSR"},
                              {PTRACE_CONT, "PTRACE_CONT"},
                              {PTRACE_KILL, "PTRACE_KILL"},
                              {PTRACE_ATTACH, "PTRACE_ATTACH"},
                              {PTRACE_DETACH, "PTRACE_DETACH"},
                              {PTRACE_SEIZE, "PTRACE_SEIZE"},
                              {PTRACE_SETREGSET, "PTRACE_SETREGSET"},
                              {12, "PTRACE_GETREGS"},
                              {13, "PTRACE_SETREGS"}};
constexpr Name kBpfCommands[] = {{BPF_MAP_CREATE, "BPF_MAP_CREATE"},   {BPF_PROG_LOAD, "BPF_PROG_LOAD"},
                                 {BPF_OBJ_PIN, "BPF_OBJ_PIN"},         {BPF_OBJ_GET, "BPF_OBJ_GET"},
                                 {BPF_PROG_ATTACH, "BPF_PROG_ATTACH"}, {BPF_BTF_LOAD, "BPF_BTF_LOAD"},
                                 {BPF_LINK_CREATE, "BPF_LINK_CREATE"}};
constexpr Name kDomains[] = {{AF_UNIX, "AF_UNIX"},       {AF_INET, "AF_INET"},     {AF_INET6, "AF_INET6"},
                             {AF_NETLINK, "AF_NETLINK"}, {AF_PACKET, "AF_PACKET"}, {AF_ALG, "AF_ALG"},
                             {AF_VSOCK, "AF_VSOCK"}};

// As Falco prints a chmod's mode, lowest bit first.
constexpr Name kModes[] = {{S_IXOTH, "S_IXOTH"}, {S_IWOTH, "S_IWOTH"}, {S_IROTH, "S_IROTH"}, {S_IXGRP, "S_IXGRP"},
                           {S_IWGRP, "S_IWGRP"}, {S_IRGRP, "S_IRGRP"}, {S_IXUSR, "S_IXUSR"}, {S_IWUSR, "S_IWUSR"},
                           {S_IRUSR, "S_IRUSR"}, {S_ISVTX, "S_ISVTX"}, {S_ISGID, "S_ISGID"}, {S_ISUID, "S_ISUID"}};

// The first argument of that call, by name.
template <ob_kernel_call_name call>
Value first_argument(Context& c, std::span<const Name> names) {
    const auto* k = body<decode::KernelCall>(c);
    return k && k->call == call ? named(c, k->raw->arguments[0], names) : Value{};
}

Value request(Context& c, int) {
    const auto* a = body<decode::Access>(c);
    return a && a->op == OB_ACCESS_PTRACE ? named(c, a->raw->argument, kRequests) : Value{};
}

Value user(Context& c, int) {
    const auto* b = body<decode::Credential>(c);
    if (!b || b->op != OB_CREDENTIAL_SET || b->raw->uid == b->raw->uid_before) return {};
    if (b->raw->uid == 0) return std::string_view{"root"};
    c.scratch = std::to_string(b->raw->uid);
    return std::string_view{c.scratch};
}

template <std::string_view decode::Mount::*member>
Value of_mount(Context& c, int) {
    const auto* m = body<decode::Mount>(c);
    return m ? known(m->*member) : Value{};
}

Value namespaces(Context& c, int) {
    const auto* n = body<decode::Namespace>(c);
    return n ? bits(c, n->raw->flags, kNamespaceFlags) : Value{};
}

Value exec_flags(Context& c, const decode::Exec& e) {
    c.scratch.clear();
    if (e.exe.upper_layer) c.scratch = "EXE_UPPER_LAYER";
    if (base_name(e.exe.path.filesystem).starts_with("memfd:"))
        c.scratch.append(c.scratch.empty() ? "" : "|").append("EXE_FROM_MEMFD");
    return c.scratch.empty() ? Value{std::string_view{"0"}} : Value{std::string_view{c.scratch}};
}

Value flags(Context& c, int) {
    if (const auto* open = body<decode::Open>(c)) return open_flags(c, open->flags);
    if (const auto* exec = body<decode::Exec>(c)) return exec_flags(c, *exec);
    if (const auto* mount = body<decode::Mount>(c))
        return mount->op == OB_MOUNT_MOUNT ? bits(c, mount->flags, kMountFlags) : Value{};
    return namespaces(c, -1);
}

// The change, if it is one of these.
template <ob_change_op... ops>
const decode::Change* change(const Context& c) {
    const auto* f = body<decode::Change>(c);
    return f && ((f->op == ops) || ...) ? f : nullptr;
}

// As for an open: the object itself where the call was followed to it.
Value path_of(const decode::Change* f) { return f ? known(f->resolved ? f->file.path.container : f->name) : Value{}; }

const decode::Change* two_names(const Context& c) {
    return change<OB_CHANGE_RENAME, OB_CHANGE_EXCHANGE, OB_CHANGE_LINK>(c);
}

Value old_path(Context& c, int) {
    const auto* f = two_names(c);
    return f ? known(f->resolved ? f->from.container : f->other) : Value{};
}

// What unlink and mkdir call path is name of unlinkat and of mkdirat.
Value path(Context& c, int) {
    return path_of(change<OB_CHANGE_UNLINK, OB_CHANGE_RMDIR, OB_CHANGE_MKDIR, OB_CHANGE_MKNOD>(c));
}

Value link_text(Context& c, int) {
    const auto* f = change<OB_CHANGE_SYMLINK>(c);
    return f ? known(f->other) : Value{};
}

Value mode(Context& c, int) {
    const auto* f = change<OB_CHANGE_CHMOD>(c);
    return f ? bits(c, f->mode, kModes) : Value{};
}

Value name(Context& c, int) {
    const auto* open = body<decode::Open>(c);
    return open ? known(open->resolved ? open->file.path.container : open->name) : path(c, -1);
}

Value filename(Context& c, int) {
    if (const auto* exec = body<decode::Exec>(c)) return known(exec->filename);
    const auto* failed = body<decode::ExecFailed>(c);
    return failed ? known(failed->filename) : path_of(change<OB_CHANGE_CHMOD>(c));
}

constexpr std::uint64_t kOpens = kind_bit(OB_KIND_OPEN), kExecs = kind_bit(OB_KIND_EXEC),
                        kMounts = kind_bit(OB_KIND_MOUNT), kNamespaces = kind_bit(OB_KIND_NAMESPACE),
                        kCalls = kind_bit(OB_KIND_KERNEL_CALL), kChanges = kind_bit(OB_KIND_CHANGE);

constexpr Field kRows[] = {
    {"evt.arg.flags", Type::text,
     "Flags joined by '|': O_* of an open, EXE_UPPER_LAYER and EXE_FROM_MEMFD of an exec, CLONE_NEW* of a namespace's "
     "call, a mount's without MS_.",
     flags, false, false, kOpens | kExecs | kMounts | kNamespaces},
    {"evt.arg.name", Type::text, "Of an open, the same as fd.name; else the same as evt.arg.path.", name, false, true,
     kOpens | kChanges},
    {"evt.arg.filename", Type::text, "Of an exec, the name that was asked for; of a chmod, the file.", filename, false,
     true, kExecs | kind_bit(OB_KIND_EXEC_FAILED) | kChanges},
    {"evt.arg.path", Type::text, "What was unlinked, made as a directory or a node, or removed as a directory.", path,
     false, true, kChanges},
    {"evt.arg.oldpath", Type::text, "Of a rename or a link, the other name: the old one.", old_path, false, true,
     kChanges},
    {"evt.arg.newpath", Type::text, "Of a rename or a link, the name it has now.",
     [](Context& c, int) { return path_of(two_names(c)); }, false, true, kChanges},
    {"evt.arg.target", Type::text, "Of a symbolic link that is made, its text.", link_text, false, true, kChanges},
    {"evt.arg.linkpath", Type::text, "Of a symbolic link that is made, the link.",
     [](Context& c, int) { return path_of(change<OB_CHANGE_SYMLINK>(c)); }, false, true, kChanges},
    {"evt.arg.mode", Type::text, "Of a chmod, the permissions asked for: S_I* joined by '|'.", mode, false, false,
     kChanges},
    {"evt.arg.dev", Type::text, "Of a mount, the source as asked for.", of_mount<&decode::Mount::source>, false, true,
     kMounts},
    {"evt.arg.dir", Type::text, "Of a mount, the target as asked for.", of_mount<&decode::Mount::target>, false, true,
     kMounts},
    {"evt.arg.type", Type::text, "Of a mount, the kind of filesystem.", of_mount<&decode::Mount::fs_type>, false, true,
     kMounts},
    {"evt.arg.nstype", Type::text, "Of setns and unshare, CLONE_NEW* joined by '|'.", namespaces, false, false,
     kNamespaces},
    {"evt.arg.request", Type::text, "Of a ptrace, the request's name or number.", request, false, false,
     kind_bit(OB_KIND_ACCESS)},
    {"evt.arg.cmd", Type::text, "Of bpf, the command's name or number.",
     [](Context& c, int) { return first_argument<OB_CALL_BPF>(c, kBpfCommands); }, false, false, kCalls},
    {"evt.arg.domain", Type::text, "Of socket, the family's name or number.",
     [](Context& c, int) { return first_argument<OB_CALL_SOCKET>(c, kDomains); }, false, false, kCalls},
    {"evt.arg.uid", Type::text, "Of a call that changed the user, the user after it: root, or the number.", user, false,
     false, kind_bit(OB_KIND_CREDENTIAL)},
};

}  // namespace

Rows argument_rows() { return kRows; }

}  // namespace overboard::fields
