// SPDX-License-Identifier: Apache-2.0
#include "source/syscalls.h"

#include <sys/syscall.h>

namespace overboard::source {
namespace {

constexpr int kNone = -1;
#ifdef __x86_64__
constexpr bool kCompat = true;
#else
constexpr bool kCompat = false;
#endif

// x86-64's native numbers are its own; where an architecture lacks a call, NR gives kNone.
#ifdef __x86_64__
#define NR_LEGACY(name) SYS_##name
#else
#define NR_LEGACY(name) kNone
#endif

// Newer than the headers of Debian 12; the same on every architecture (6.6, 6.13, 6.15).
constexpr int kFchmodat2 = 452, kSetxattrat = 463, kRemovexattrat = 466, kOpenTreeAttr = 467;

struct Call {
    ob_tail tail;
    int native;            // this architecture's number
    int i386;              // arch/x86/entry/syscalls/syscall_32.tbl; of use on x86-64 only
    std::uint32_t op = 0;  // which of the tail's calls it is
};

// How a call of OB_TAIL_ACCESS names its target: enum form in bpf/probes/access.bpf.c.
enum : std::uint32_t { kByFirst, kBySecond, kByPidfd };

// Which argument says what; OB_ROW_NONE: none.
struct Arguments {
    std::uint32_t name = OB_ROW_NONE, dirfd = OB_ROW_NONE, other = OB_ROW_NONE, other_dirfd = OB_ROW_NONE,
                  mode = OB_ROW_NONE, flags = OB_ROW_NONE, follow = 0;
};

struct Change {
    ob_change_op op;
    int native, i386;
    Arguments at;
};

// As the programs read it: bpf/lib/state.h.
constexpr std::uint32_t row_of(const Change& change) {
    const auto& at = change.at;
    return OB_TAIL_CHANGE | change.op << OB_ROW_OP | at.name << OB_ROW_NAME | at.dirfd << OB_ROW_DIRFD |
           at.other << OB_ROW_OTHER | at.other_dirfd << OB_ROW_OTHER_DIRFD | at.mode << OB_ROW_MODE |
           at.flags << OB_ROW_FLAGS | at.follow << OB_ROW_FOLLOW;
}

constexpr Call kCalls[] = {
    {OB_TAIL_OPEN, NR_LEGACY(open), 5},
    {OB_TAIL_OPEN, NR_LEGACY(creat), 8},
    {OB_TAIL_OPEN, SYS_openat, 295},
    {OB_TAIL_OPEN, SYS_openat2, 437},
    {OB_TAIL_OPEN, SYS_open_by_handle_at, 342},
    {OB_TAIL_CONNECT, SYS_connect, 362},
    {OB_TAIL_ACCEPT, SYS_accept, kNone},
    {OB_TAIL_ACCEPT, SYS_accept4, 364},
    {OB_TAIL_EXEC, SYS_execve, 11},
    {OB_TAIL_EXEC, SYS_execveat, 358},
    {OB_TAIL_SOCKETCALL, kNone, 102},
    {OB_TAIL_URING, SYS_io_uring_enter, 426},
    {OB_TAIL_MOUNT, SYS_mount, 21, OB_MOUNT_MOUNT},
    {OB_TAIL_MOUNT, SYS_umount2, 52, OB_MOUNT_UMOUNT},
    {OB_TAIL_MOUNT, kNone, 22, OB_MOUNT_UMOUNT},
    {OB_TAIL_MOUNT, SYS_fsopen, 430, OB_MOUNT_FSOPEN},
    {OB_TAIL_MOUNT, SYS_fspick, 433, OB_MOUNT_FSPICK},
    {OB_TAIL_MOUNT, SYS_fsconfig, 431, OB_MOUNT_FSCONFIG},
    {OB_TAIL_MOUNT, SYS_fsmount, 432, OB_MOUNT_FSMOUNT},
    {OB_TAIL_MOUNT, SYS_move_mount, 429, OB_MOUNT_MOVE},
    {OB_TAIL_MOUNT, SYS_open_tree, 428, OB_MOUNT_OPEN_TREE},
    {OB_TAIL_MOUNT, kOpenTreeAttr, kOpenTreeAttr, OB_MOUNT_OPEN_TREE | OB_ROW_SETS_ATTRIBUTES},
    {OB_TAIL_MOUNT, SYS_mount_setattr, 442, OB_MOUNT_SETATTR},
    {OB_TAIL_MOUNT, SYS_pivot_root, 217, OB_MOUNT_PIVOT_ROOT},
    {OB_TAIL_MOUNT, SYS_chroot, 61, OB_MOUNT_CHROOT},
    {OB_TAIL_NAMESPACE, SYS_setns, 346, OB_NAMESPACE_SETNS},
    {OB_TAIL_NAMESPACE, SYS_unshare, 310, OB_NAMESPACE_UNSHARE},
    {OB_TAIL_ACCESS, SYS_ptrace, 26, OB_ACCESS_PTRACE | kBySecond << 4},
    {OB_TAIL_ACCESS, SYS_process_vm_readv, 347, OB_ACCESS_READ | kByFirst << 4},
    {OB_TAIL_ACCESS, SYS_process_vm_writev, 348, OB_ACCESS_WRITE | kByFirst << 4},
    {OB_TAIL_ACCESS, SYS_pidfd_getfd, 438, OB_ACCESS_TAKE_FD | kByPidfd << 4},
    {OB_TAIL_ACCESS, SYS_kill, 37, OB_ACCESS_SIGNAL | kByFirst << 4},
    {OB_TAIL_ACCESS, SYS_tkill, 238, OB_ACCESS_SIGNAL | kByFirst << 4},
    {OB_TAIL_ACCESS, SYS_rt_sigqueueinfo, 178, OB_ACCESS_SIGNAL | kByFirst << 4},
    {OB_TAIL_ACCESS, SYS_tgkill, 270, OB_ACCESS_SIGNAL | kBySecond << 4},
    {OB_TAIL_ACCESS, SYS_rt_tgsigqueueinfo, 335, OB_ACCESS_SIGNAL | kBySecond << 4},
    {OB_TAIL_ACCESS, SYS_pidfd_send_signal, 424, OB_ACCESS_SIGNAL | kByPidfd << 4},
    {OB_TAIL_KERNEL_CALL, SYS_init_module, 128, OB_CALL_INIT_MODULE},
    {OB_TAIL_KERNEL_CALL, SYS_finit_module, 350, OB_CALL_FINIT_MODULE},
    {OB_TAIL_KERNEL_CALL, SYS_delete_module, 129, OB_CALL_DELETE_MODULE},
    {OB_TAIL_KERNEL_CALL, SYS_bpf, 357, OB_CALL_BPF},
    {OB_TAIL_KERNEL_CALL, SYS_perf_event_open, 336, OB_CALL_PERF_EVENT_OPEN},
    {OB_TAIL_KERNEL_CALL, SYS_keyctl, 288, OB_CALL_KEYCTL},
    {OB_TAIL_KERNEL_CALL, SYS_add_key, 286, OB_CALL_ADD_KEY},
    {OB_TAIL_KERNEL_CALL, SYS_request_key, 287, OB_CALL_REQUEST_KEY},
    {OB_TAIL_KERNEL_CALL, SYS_kexec_load, 283, OB_CALL_KEXEC_LOAD},
    {OB_TAIL_KERNEL_CALL, SYS_kexec_file_load, kNone, OB_CALL_KEXEC_FILE_LOAD},
    {OB_TAIL_KERNEL_CALL, SYS_userfaultfd, 374, OB_CALL_USERFAULTFD},
    {OB_TAIL_KERNEL_CALL, SYS_memfd_create, 356, OB_CALL_MEMFD_CREATE},
    {OB_TAIL_KERNEL_CALL, SYS_socket, 359, OB_CALL_SOCKET},
    {OB_TAIL_LOOK, SYS_setuid, 213},
    {OB_TAIL_LOOK, SYS_setgid, 214},
    {OB_TAIL_LOOK, SYS_setreuid, 203},
    {OB_TAIL_LOOK, SYS_setregid, 204},
    {OB_TAIL_LOOK, SYS_setresuid, 208},
    {OB_TAIL_LOOK, SYS_setresgid, 210},
    {OB_TAIL_LOOK, SYS_setfsuid, 215},
    {OB_TAIL_LOOK, SYS_setfsgid, 216},
    {OB_TAIL_LOOK, SYS_capset, 185},
    {OB_TAIL_LOOK, kNone, 23},
    {OB_TAIL_LOOK, kNone, 46},
    {OB_TAIL_LOOK, kNone, 70},
    {OB_TAIL_LOOK, kNone, 71},
    {OB_TAIL_LOOK, kNone, 164},
    {OB_TAIL_LOOK, kNone, 170},
    {OB_TAIL_LOOK, kNone, 138},
    {OB_TAIL_LOOK, kNone, 139},
    {OB_TAIL_CWD, SYS_chdir, 12},
    {OB_TAIL_CWD, SYS_fchdir, 133},
    {OB_TAIL_MAP, SYS_mmap, 192},
    {OB_TAIL_ENTRY, SYS_io_uring_setup, 425},
};

constexpr Change kChanges[] = {
    {OB_CHANGE_RENAME, NR_LEGACY(rename), 38, {.name = 1, .other = 0}},
    {OB_CHANGE_RENAME, SYS_renameat, 302, {.name = 3, .dirfd = 2, .other = 1, .other_dirfd = 0}},
    {OB_CHANGE_RENAME, SYS_renameat2, 353, {.name = 3, .dirfd = 2, .other = 1, .other_dirfd = 0, .flags = 4}},
    {OB_CHANGE_LINK, NR_LEGACY(link), 9, {.name = 1, .other = 0}},
    {OB_CHANGE_LINK, SYS_linkat, 303, {.name = 3, .dirfd = 2, .other = 1, .other_dirfd = 0}},
    {OB_CHANGE_SYMLINK, NR_LEGACY(symlink), 83, {.name = 1, .other = 0}},
    {OB_CHANGE_SYMLINK, SYS_symlinkat, 304, {.name = 2, .dirfd = 1, .other = 0}},
    {OB_CHANGE_UNLINK, NR_LEGACY(unlink), 10, {.name = 0}},
    {OB_CHANGE_UNLINK, SYS_unlinkat, 301, {.name = 1, .dirfd = 0, .flags = 2}},
    {OB_CHANGE_RMDIR, NR_LEGACY(rmdir), 40, {.name = 0}},
    {OB_CHANGE_MKDIR, NR_LEGACY(mkdir), 39, {.name = 0, .mode = 1}},
    {OB_CHANGE_MKDIR, SYS_mkdirat, 296, {.name = 1, .dirfd = 0, .mode = 2}},
    {OB_CHANGE_MKNOD, NR_LEGACY(mknod), 14, {.name = 0, .mode = 1}},
    {OB_CHANGE_MKNOD, SYS_mknodat, 297, {.name = 1, .dirfd = 0, .mode = 2}},
    {OB_CHANGE_CHMOD, NR_LEGACY(chmod), 15, {.name = 0, .mode = 1, .follow = 1}},
    {OB_CHANGE_CHMOD, SYS_fchmod, 94, {.dirfd = 0, .mode = 1}},
    {OB_CHANGE_CHMOD, SYS_fchmodat, 306, {.name = 1, .dirfd = 0, .mode = 2, .follow = 1}},
    {OB_CHANGE_CHMOD, kFchmodat2, kFchmodat2, {.name = 1, .dirfd = 0, .mode = 2, .flags = 3, .follow = 1}},
    {OB_CHANGE_CHOWN, NR_LEGACY(chown), 212, {.name = 0, .follow = 1}},
    {OB_CHANGE_CHOWN, kNone, 182, {.name = 0, .follow = 1}},
    {OB_CHANGE_CHOWN, SYS_fchown, 207, {.dirfd = 0}},
    {OB_CHANGE_CHOWN, kNone, 95, {.dirfd = 0}},
    {OB_CHANGE_CHOWN, NR_LEGACY(lchown), 198, {.name = 0}},
    {OB_CHANGE_CHOWN, kNone, 16, {.name = 0}},
    {OB_CHANGE_CHOWN, SYS_fchownat, 298, {.name = 1, .dirfd = 0, .flags = 4, .follow = 1}},
    {OB_CHANGE_SETXATTR, SYS_setxattr, 226, {.name = 0, .other = 1, .follow = 1}},
    {OB_CHANGE_SETXATTR, SYS_lsetxattr, 227, {.name = 0, .other = 1}},
    {OB_CHANGE_SETXATTR, SYS_fsetxattr, 228, {.dirfd = 0, .other = 1}},
    {OB_CHANGE_SETXATTR, kSetxattrat, kSetxattrat, {.name = 1, .dirfd = 0, .other = 3, .flags = 2, .follow = 1}},
    {OB_CHANGE_REMOVEXATTR, SYS_removexattr, 235, {.name = 0, .other = 1, .follow = 1}},
    {OB_CHANGE_REMOVEXATTR, SYS_lremovexattr, 236, {.name = 0, .other = 1}},
    {OB_CHANGE_REMOVEXATTR, SYS_fremovexattr, 237, {.dirfd = 0, .other = 1}},
    {OB_CHANGE_REMOVEXATTR,
     kRemovexattrat,
     kRemovexattrat,
     {.name = 1, .dirfd = 0, .other = 3, .flags = 2, .follow = 1}},
    {OB_CHANGE_TRUNCATE, SYS_truncate, 92, {.name = 0, .follow = 1}},
    {OB_CHANGE_TRUNCATE, kNone, 193, {.name = 0, .follow = 1}},
    {OB_CHANGE_TRUNCATE, SYS_ftruncate, 93, {.dirfd = 0}},
    {OB_CHANGE_TRUNCATE, kNone, 194, {.dirfd = 0}},
};

constexpr std::uint64_t bit(ob_kind kind) { return std::uint64_t{1} << kind; }

bool needed(const Call& call, const ob_filter& filter) {
    const std::uint64_t kinds = filter.kinds;
    switch (call.tail) {
        case OB_TAIL_OPEN:
            return kinds & (1ULL << OB_KIND_OPEN);
        case OB_TAIL_CONNECT:
            return kinds & (1ULL << OB_KIND_CONNECT);
        case OB_TAIL_URING:
            return kinds & (1ULL << OB_KIND_OPEN | 1ULL << OB_KIND_CONNECT | 1ULL << OB_KIND_CHANGE);
        case OB_TAIL_ENTRY:
            return kinds & (1ULL << OB_KIND_ENTRY);
        case OB_TAIL_EXEC:
            return kinds & (1ULL << OB_KIND_EXEC_FAILED);
        case OB_TAIL_MOUNT:
            return kinds & bit(OB_KIND_MOUNT);
        case OB_TAIL_NAMESPACE:  // the check comes first, whoever wants the record itself
            return kinds & (bit(OB_KIND_NAMESPACE) | bit(OB_KIND_ESCAPE));
        case OB_TAIL_ACCESS:
            return kinds & bit(OB_KIND_ACCESS);
        case OB_TAIL_KERNEL_CALL:
            return kinds & bit(OB_KIND_KERNEL_CALL) && filter.calls >> call.op & 1;
        case OB_TAIL_LOOK:
            return kinds & (bit(OB_KIND_CREDENTIAL) | bit(OB_KIND_ESCAPE));
        case OB_TAIL_CWD:
        case OB_TAIL_MAP:
            return kinds & bit(OB_KIND_ESCAPE);
        default:
            return true;
    }
}

}  // namespace

std::vector<SyscallRow> syscall_rows(const ob_filter& filter) {
    std::vector<SyscallRow> rows;
    const auto add = [&](int native, int i386, std::uint32_t row) {
        if (native != kNone) rows.push_back({static_cast<std::uint32_t>(native), row});
        if (kCompat && i386 != kNone) rows.push_back({static_cast<std::uint32_t>(i386 + OB_COMPAT_BASE), row});
    };
    for (const Call& call : kCalls)
        if (needed(call, filter)) add(call.native, call.i386, call.tail | call.op << OB_ROW_OP);
    if (filter.kinds & bit(OB_KIND_CHANGE))
        for (const Change& change : kChanges) add(change.native, change.i386, row_of(change));
    return rows;
}

}  // namespace overboard::source
