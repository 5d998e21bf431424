// SPDX-License-Identifier: Apache-2.0
#include "courier/confine.h"

#include <fcntl.h>
#include <grp.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "courier/landlock.h"
#include "courier/privileges.h"

namespace overboard::courier {
namespace {

constexpr uid_t nobody = 65534;  // the kernel's overflowuid, which owns nothing

// What accept, answer, threads and the C library need once the listening socket is open. No open, no
// socket, no connect, no exec: what it has is what it keeps.
constexpr int allowed[] = {
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(brk),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clone),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(clone3),
    SCMP_SYS(close),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(fcntl),
    SCMP_SYS(fstat),
    SCMP_SYS(futex),
    SCMP_SYS(getpeername),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(getrandom),
    SCMP_SYS(getsockname),
    SCMP_SYS(getsockopt),
    SCMP_SYS(gettid),
    SCMP_SYS(madvise),
    SCMP_SYS(mmap),
    SCMP_SYS(mprotect),
    SCMP_SYS(mremap),
    SCMP_SYS(munmap),
    SCMP_SYS(nanosleep),
    SCMP_SYS(newfstatat),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(pselect6),
    SCMP_SYS(read),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rseq),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),
    SCMP_SYS(select),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(setsockopt),
    SCMP_SYS(shutdown),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(tgkill),
    SCMP_SYS(write),
    SCMP_SYS(writev),
};

// Besides, for requests to others: what libcurl's resolver thread and connections need.
constexpr int allowed_outgoing[] = {
    SCMP_SYS(access),     SCMP_SYS(bind),    SCMP_SYS(connect),  SCMP_SYS(eventfd2), SCMP_SYS(getegid),
    SCMP_SYS(geteuid),    SCMP_SYS(getgid),  SCMP_SYS(getuid),   SCMP_SYS(ioctl),    SCMP_SYS(lseek),
    SCMP_SYS(pipe2),      SCMP_SYS(pread64), SCMP_SYS(readlink), SCMP_SYS(recvmmsg), SCMP_SYS(sendmmsg),
    SCMP_SYS(socketpair), SCMP_SYS(stat),    SCMP_SYS(statx),    SCMP_SYS(sysinfo),  SCMP_SYS(uname),
};

base::Result<void> become_nobody() {
    if (!holds(CAP_SETUID) || !holds(CAP_SETGID)) return {};  // then there is no other user to become
    if (setgroups(0, nullptr) != 0 || setresgid(nobody, nobody, nobody) != 0 || setresuid(nobody, nobody, nobody) != 0)
        return base::fail_errno("cannot become nobody", errno);
    return {};
}

base::Result<void> limit() {
    const rlimit files{64, 64}, none{0, 0};
    if (setrlimit(RLIMIT_NOFILE, &files) != 0 || setrlimit(RLIMIT_CORE, &none) != 0 ||
        setrlimit(RLIMIT_FSIZE, &none) != 0)
        return base::fail_errno("cannot lower the limits", errno);
    return {};
}

// Files only for reading, sockets only of the internet's families.
int allow_with_arguments(scmp_filter_ctx filter) {
    constexpr scmp_datum_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
    int error = 0;
    const auto allow = [&](int call, scmp_arg_cmp argument) {
        if (error == 0) error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, argument);
    };
    allow(SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, writing, 0));
    allow(SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, AF_INET));
    allow(SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, AF_INET6));
    return error;
}

base::Result<void> filter_system_calls(Reach reach) {
    const std::unique_ptr<void, void (*)(void*)> filter{seccomp_init(SCMP_ACT_ERRNO(EPERM)), seccomp_release};
    if (!filter) return base::fail("cannot make a system call filter: out of memory");
    for (const int call : allowed)
        if (const int error = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0); error != 0)
            return base::fail_errno("cannot allow system call " + std::to_string(call), -error);
    if (reach == Reach::outgoing) {
        int error = allow_with_arguments(filter.get());
        for (const int call : allowed_outgoing)
            if (error == 0) error = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0);
        if (error != 0) return base::fail_errno("cannot allow what sending needs", -error);
    }
    if (const int error = seccomp_load(filter.get()); error != 0)
        return base::fail_errno("cannot filter system calls", -error);
    return {};
}

}  // namespace

base::Result<void> die_with(int parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        return base::fail_errno("cannot tie itself to the sensor", errno);
    if (getppid() != parent) return base::fail("the sensor is gone");
    return {};
}

base::Result<void> confine(int parent, Reach reach) {
    return forbid_new_privileges()
        .and_then(limit)
        .and_then([] { return reduce_bounding_set({}); })
        .and_then(become_nobody)
        .and_then([] { return keep_capabilities({}); })
        .and_then([parent] { return die_with(parent); })
        .and_then([reach] { return reach == Reach::outgoing ? read_only_for_names() : base::Result<void>{}; })
        .and_then([reach] { return filter_system_calls(reach); });
}

}  // namespace overboard::courier
