// SPDX-License-Identifier: Apache-2.0
#include "source/syscalls.h"

#include <sys/syscall.h>

namespace overboard::source {
namespace {

constexpr int kNone = -1;
// Newer than the headers of Debian 12; the same on every architecture (6.6, 6.13).
constexpr int kFchmodat2 = 452, kSetxattrat = 463, kRemovexattrat = 466;

struct Call {
    ob_tail tail;
    int native;  // this architecture's number
    int i386;    // arch/x86/entry/syscalls/syscall_32.tbl; of use on x86-64 only
};

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

#ifdef __x86_64__
constexpr Call kCalls[] = {
    {OB_TAIL_OPEN, SYS_open, 5},
    {OB_TAIL_OPEN, SYS_creat, 8},
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
    {OB_TAIL_ENTRY, SYS_io_uring_setup, 425},
};

constexpr Change kChanges[] = {
    {OB_CHANGE_RENAME, SYS_rename, 38, {.name = 1, .other = 0}},
    {OB_CHANGE_RENAME, SYS_renameat, 302, {.name = 3, .dirfd = 2, .other = 1, .other_dirfd = 0}},
    {OB_CHANGE_RENAME, SYS_renameat2, 353, {.name = 3, .dirfd = 2, .other = 1, .other_dirfd = 0, .flags = 4}},
    {OB_CHANGE_LINK, SYS_link, 9, {.name = 1, .other = 0}},
    {OB_CHANGE_LINK, SYS_linkat, 303, {.name = 3, .dirfd = 2, .other = 1, .other_dirfd = 0}},
    {OB_CHANGE_SYMLINK, SYS_symlink, 83, {.name = 1, .other = 0}},
    {OB_CHANGE_SYMLINK, SYS_symlinkat, 304, {.name = 2, .dirfd = 1, .other = 0}},
    {OB_CHANGE_UNLINK, SYS_unlink, 10, {.name = 0}},
    {OB_CHANGE_UNLINK, SYS_unlinkat, 301, {.name = 1, .dirfd = 0, .flags = 2}},
    {OB_CHANGE_RMDIR, SYS_rmdir, 40, {.name = 0}},
    {OB_CHANGE_MKDIR, SYS_mkdir, 39, {.name = 0, .mode = 1}},
    {OB_CHANGE_MKDIR, SYS_mkdirat, 296, {.name = 1, .dirfd = 0, .mode = 2}},
    {OB_CHANGE_MKNOD, SYS_mknod, 14, {.name = 0, .mode = 1}},
    {OB_CHANGE_MKNOD, SYS_mknodat, 297, {.name = 1, .dirfd = 0, .mode = 2}},
    {OB_CHANGE_CHMOD, SYS_chmod, 15, {.name = 0, .mode = 1, .follow = 1}},
    {OB_CHANGE_CHMOD, SYS_fchmod, 94, {.dirfd = 0, .mode = 1}},
    {OB_CHANGE_CHMOD, SYS_fchmodat, 306, {.name = 1, .dirfd = 0, .mode = 2, .follow = 1}},
    {OB_CHANGE_CHMOD, kFchmodat2, kFchmodat2, {.name = 1, .dirfd = 0, .mode = 2, .flags = 3, .follow = 1}},
    {OB_CHANGE_CHOWN, SYS_chown, 212, {.name = 0, .follow = 1}},
    {OB_CHANGE_CHOWN, kNone, 182, {.name = 0, .follow = 1}},
    {OB_CHANGE_CHOWN, SYS_fchown, 207, {.dirfd = 0}},
    {OB_CHANGE_CHOWN, kNone, 95, {.dirfd = 0}},
    {OB_CHANGE_CHOWN, SYS_lchown, 198, {.name = 0}},
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
#else
constexpr Call kCalls[] = {
    {OB_TAIL_OPEN, SYS_openat, kNone},
    {OB_TAIL_OPEN, SYS_openat2, kNone},
    {OB_TAIL_OPEN, SYS_open_by_handle_at, kNone},
    {OB_TAIL_CONNECT, SYS_connect, kNone},
    {OB_TAIL_ACCEPT, SYS_accept, kNone},
    {OB_TAIL_ACCEPT, SYS_accept4, kNone},
    {OB_TAIL_EXEC, SYS_execve, kNone},
    {OB_TAIL_EXEC, SYS_execveat, kNone},
    {OB_TAIL_URING, SYS_io_uring_enter, kNone},
    {OB_TAIL_ENTRY, SYS_io_uring_setup, kNone},
};

constexpr Change kChanges[] = {
    {OB_CHANGE_RENAME, SYS_renameat, kNone, {.name = 3, .dirfd = 2, .other = 1, .other_dirfd = 0}},
    {OB_CHANGE_RENAME, SYS_renameat2, kNone, {.name = 3, .dirfd = 2, .other = 1, .other_dirfd = 0, .flags = 4}},
    {OB_CHANGE_LINK, SYS_linkat, kNone, {.name = 3, .dirfd = 2, .other = 1, .other_dirfd = 0}},
    {OB_CHANGE_SYMLINK, SYS_symlinkat, kNone, {.name = 2, .dirfd = 1, .other = 0}},
    {OB_CHANGE_UNLINK, SYS_unlinkat, kNone, {.name = 1, .dirfd = 0, .flags = 2}},
    {OB_CHANGE_MKDIR, SYS_mkdirat, kNone, {.name = 1, .dirfd = 0, .mode = 2}},
    {OB_CHANGE_MKNOD, SYS_mknodat, kNone, {.name = 1, .dirfd = 0, .mode = 2}},
    {OB_CHANGE_CHMOD, SYS_fchmod, kNone, {.dirfd = 0, .mode = 1}},
    {OB_CHANGE_CHMOD, SYS_fchmodat, kNone, {.name = 1, .dirfd = 0, .mode = 2, .follow = 1}},
    {OB_CHANGE_CHMOD, kFchmodat2, kNone, {.name = 1, .dirfd = 0, .mode = 2, .flags = 3, .follow = 1}},
    {OB_CHANGE_CHOWN, SYS_fchown, kNone, {.dirfd = 0}},
    {OB_CHANGE_CHOWN, SYS_fchownat, kNone, {.name = 1, .dirfd = 0, .flags = 4, .follow = 1}},
    {OB_CHANGE_SETXATTR, SYS_setxattr, kNone, {.name = 0, .other = 1, .follow = 1}},
    {OB_CHANGE_SETXATTR, SYS_lsetxattr, kNone, {.name = 0, .other = 1}},
    {OB_CHANGE_SETXATTR, SYS_fsetxattr, kNone, {.dirfd = 0, .other = 1}},
    {OB_CHANGE_SETXATTR, kSetxattrat, kNone, {.name = 1, .dirfd = 0, .other = 3, .flags = 2, .follow = 1}},
    {OB_CHANGE_REMOVEXATTR, SYS_removexattr, kNone, {.name = 0, .other = 1, .follow = 1}},
    {OB_CHANGE_REMOVEXATTR, SYS_lremovexattr, kNone, {.name = 0, .other = 1}},
    {OB_CHANGE_REMOVEXATTR, SYS_fremovexattr, kNone, {.dirfd = 0, .other = 1}},
    {OB_CHANGE_REMOVEXATTR, kRemovexattrat, kNone, {.name = 1, .dirfd = 0, .other = 3, .flags = 2, .follow = 1}},
    {OB_CHANGE_TRUNCATE, SYS_truncate, kNone, {.name = 0, .follow = 1}},
    {OB_CHANGE_TRUNCATE, SYS_ftruncate, kNone, {.dirfd = 0}},
};
#endif

bool needed(ob_tail tail, std::uint64_t kinds) {
    switch (tail) {
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
        default:
            return true;
    }
}

}  // namespace

std::vector<SyscallRow> syscall_rows(std::uint64_t kinds) {
    std::vector<SyscallRow> rows;
    const auto add = [&](int native, int i386, std::uint32_t row) {
        if (native != kNone) rows.push_back({static_cast<std::uint32_t>(native), row});
        if (i386 != kNone) rows.push_back({static_cast<std::uint32_t>(i386 + OB_COMPAT_BASE), row});
    };
    for (const Call& call : kCalls)
        if (needed(call.tail, kinds)) add(call.native, call.i386, call.tail);
    if (kinds >> OB_KIND_CHANGE & 1)
        for (const Change& change : kChanges) add(change.native, change.i386, row_of(change));
    return rows;
}

}  // namespace overboard::source
