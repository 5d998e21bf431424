// SPDX-License-Identifier: Apache-2.0
// What evt.type may be compared with: every system call and every event that Falco has a name for, with the events of
// ours that it leads to, or the reason why there are none.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

constexpr std::string_view kData = "what is read, written or sent is not looked at: who reached which file or peer is";
constexpr std::string_view kDescriptors = "copies of descriptors are not followed: what they were opened to is";
constexpr std::string_view kScheduler = "it is no deed of a process";
constexpr std::string_view kPlugin = "there are no plugins: the only source of events is the kernel";
constexpr std::string_view kLoss = "losses are told in the metrics, overboard_events_dropped_total, and raise an alert";
constexpr std::string_view kUnwatched = "nothing of Overboard watches this call";

struct Reason {
    std::string_view name, why;
};
constexpr Reason kReasons[] = {
    {"asyncevent", kPlugin},
    {"close", kDescriptors},
    {"close_range", kDescriptors},
    {"copy_file_range", kData},
    {"drop", kLoss},
    {"dup", kDescriptors},
    {"dup2", kDescriptors},
    {"dup3", kDescriptors},
    {"eventfd", kDescriptors},
    {"eventfd2", kDescriptors},
    {"fcntl", kDescriptors},
    {"fcntl64", kDescriptors},
    {"infra", kPlugin},
    {"notification", kPlugin},
    {"page_fault", kScheduler},
    {"pipe", kDescriptors},
    {"pipe2", kDescriptors},
    {"pluginevent", kPlugin},
    {"pread64", kData},
    {"preadv", kData},
    {"preadv2", kData},
    {"pwrite64", kData},
    {"pwritev", kData},
    {"pwritev2", kData},
    {"read", kData},
    {"readv", kData},
    {"recv", kData},
    {"recvfrom", kData},
    {"recvmmsg", kData},
    {"recvmsg", kData},
    {"scapevent", kPlugin},
    {"send", kData},
    {"sendfile", kData},
    {"sendmmsg", kData},
    {"sendmsg", kData},
    {"sendto", kData},
    {"signaldeliver", kScheduler},
    {"socketpair", kDescriptors},
    {"splice", kData},
    {"switch", kScheduler},
    {"tee", kData},
    {"userevent", kPlugin},
    {"vmsplice", kData},
    {"write", kData},
    {"writev", kData},
};

// Linux's system calls, of 64 and of 32 bits, separated by blanks.
constexpr std::string_view kCalls =
    "_llseek _newselect _sysctl accept accept4 access acct add_key adjtimex afs_syscall alarm arch_prctl bdflush "
    "bind bpf brk capget capset chdir chmod chown chown32 chroot clock_adjtime clock_adjtime64 clock_getres "
    "clock_getres_time64 clock_gettime clock_gettime64 clock_nanosleep clock_nanosleep_time64 clock_settime "
    "clock_settime64 clone clone3 connect container creat create_module delete_module epoll_create epoll_create1 "
    "epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old execve execveat exit exit_group "
    "faccessat faccessat2 fadvise64 fadvise64_64 fallocate fanotify_init fanotify_mark fchdir fchmod fchmodat "
    "fchmodat2 fchown fchown32 fchownat fdatasync fgetxattr finit_module flistxattr flock fork fremovexattr "
    "fsconfig fsetxattr fsmount fsopen fspick fstat fstat64 fstatat64 fstatfs fstatfs64 fsync ftruncate "
    "ftruncate64 futex futex_time64 futex_waitv futimesat get_kernel_syms get_mempolicy get_robust_list "
    "get_thread_area getcpu getcwd getdents getdents64 getegid getegid32 geteuid geteuid32 getgid getgid32 "
    "getgroups getgroups32 getitimer getpeername getpgid getpgrp getpid getpmsg getppid getpriority getrandom "
    "getresgid getresgid32 getresuid getresuid32 getrlimit getrusage getsid getsockname getsockopt gettid "
    "gettimeofday getuid getuid32 getxattr idle init_module inotify_add_watch inotify_init inotify_init1 "
    "inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup io_submit "
    "io_uring_enter io_uring_register io_uring_setup ioctl ioperm iopl ioprio_get ioprio_set ipc kcmp "
    "kexec_file_load kexec_load keyctl kill landlock_add_rule landlock_create_ruleset landlock_restrict_self "
    "lchown lchown32 lgetxattr link linkat listen listmount listxattr llistxattr lookup_dcookie lremovexattr "
    "lseek lsetxattr lstat lstat64 madvise mbind membarrier memfd_create memfd_secret migrate_pages mincore "
    "mkdir mkdirat mknod mknodat mlock mlock2 mlockall mmap mmap2 modify_ldt mount mount_setattr move_mount "
    "move_pages mprotect mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend "
    "mq_timedsend_time64 mq_unlink mremap msgctl msgget msgrcv msgsnd msync munlock munlockall munmap "
    "name_to_handle_at nanosleep newfstatat nfsservctl nice oldfstat oldlstat oldolduname oldstat olduname open "
    "open_by_handle_at open_tree openat openat2 pause perf_event_open personality pidfd_getfd pidfd_open "
    "pidfd_send_signal pivot_root pkey_alloc pkey_free pkey_mprotect poll ppoll ppoll_time64 prctl prlimit64 "
    "process_madvise process_mrelease process_vm_readv process_vm_writev procexit pselect6 pselect6_time64 "
    "ptrace putpmsg query_module quotactl quotactl_fd readahead readdir readlink readlinkat reboot "
    "recvmmsg_time64 remap_file_pages removexattr rename renameat renameat2 request_key restart_syscall rmdir "
    "rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait "
    "rt_sigtimedwait_time64 rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min sched_getaffinity "
    "sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64 "
    "sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield seccomp security select "
    "semctl semget semop semtimedop semtimedop_time64 sendfile64 set_mempolicy set_mempolicy_home_node "
    "set_robust_list set_thread_area set_tid_address setdomainname setfsgid setfsgid32 setfsuid setfsuid32 "
    "setgid setgid32 setgroups setgroups32 sethostname setitimer setns setpgid setpriority setregid setregid32 "
    "setresgid setresgid32 setresuid setresuid32 setreuid setreuid32 setrlimit setsid setsockopt settimeofday "
    "setuid setuid32 setxattr sgetmask shmat shmctl shmdt shmget shutdown sigaction sigaltstack signal signalfd "
    "signalfd4 sigpending sigprocmask sigreturn sigsuspend socket socketcall ssetmask stat stat64 statfs "
    "statfs64 statmount statx stime swapoff swapon symlink symlinkat sync sync_file_range syncfs sysfs sysinfo "
    "syslog tgkill time timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime "
    "timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64 times "
    "tkill truncate truncate64 tuxcall ugetrlimit umask umount umount2 uname unlink unlinkat unshare uselib "
    "userfaultfd ustat utime utimensat utimensat_time64 utimes vfork vhangup vm86 vm86old vserver wait4 waitid "
    "waitpid ";

// Each of a kind's names, with that kind; the rest with none.
std::vector<EventType> build() {
    std::vector<EventType> table;
    const auto add = [&](std::string_view name, std::uint64_t kinds, std::string_view why) {
        const auto known = std::find_if(table.begin(), table.end(), [&](auto& one) { return one.name == name; });
        if (known == table.end())
            table.push_back({name, kinds, why});
        else
            known->kinds |= kinds;
    };
    for (unsigned kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind)
        for (const auto name : system_calls(static_cast<ob_kind>(kind)).names)
            add(name, kind_bit(static_cast<ob_kind>(kind)), {});
    for (const auto& one : kReasons) add(one.name, 0, one.why);
    for (std::string_view rest = kCalls; !rest.empty(); rest.remove_prefix(rest.find(' ') + 1))
        add(rest.substr(0, rest.find(' ')), 0, kUnwatched);
    std::sort(table.begin(), table.end(), [](auto& a, auto& b) { return a.name < b.name; });
    return table;
}

}  // namespace

std::span<const EventType> event_types() {
    static const std::vector<EventType> table = build();
    return table;
}

const EventType* find_event_type(std::string_view name) {
    const auto table = event_types();
    const auto at = std::lower_bound(table.begin(), table.end(), name,
                                     [](const EventType& one, std::string_view wanted) { return one.name < wanted; });
    return at != table.end() && at->name == name ? &*at : nullptr;
}

}  // namespace overboard::fields
