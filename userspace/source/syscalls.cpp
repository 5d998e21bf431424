// SPDX-License-Identifier: Apache-2.0
#include "source/syscalls.h"

#include <sys/syscall.h>

namespace overboard::source {
namespace {

constexpr int kNone = -1;

struct Call {
    ob_tail tail;
    int native;  // this architecture's number
    int i386;    // arch/x86/entry/syscalls/syscall_32.tbl; of use on x86-64 only
};

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
};
#endif

bool needed(ob_tail tail, std::uint64_t kinds) {
    switch (tail) {
        case OB_TAIL_OPEN:
            return kinds & (1ULL << OB_KIND_OPEN);
        case OB_TAIL_CONNECT:
            return kinds & (1ULL << OB_KIND_CONNECT);
        case OB_TAIL_URING:
            return kinds & (1ULL << OB_KIND_OPEN | 1ULL << OB_KIND_CONNECT);
        case OB_TAIL_EXEC:
            return kinds & (1ULL << OB_KIND_EXEC_FAILED);
        default:
            return true;
    }
}

}  // namespace

std::vector<SyscallRow> syscall_rows(std::uint64_t kinds) {
    std::vector<SyscallRow> rows;
    for (const Call& call : kCalls) {
        if (!needed(call.tail, kinds)) continue;
        if (call.native != kNone) rows.push_back({static_cast<std::uint32_t>(call.native), call.tail});
        if (call.i386 != kNone) rows.push_back({static_cast<std::uint32_t>(call.i386 + OB_COMPAT_BASE), call.tail});
    }
    return rows;
}

}  // namespace overboard::source
