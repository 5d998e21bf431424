// SPDX-License-Identifier: Apache-2.0
#include "courier/privileges.h"

#include <seccomp.h>
#include <sys/prctl.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

namespace overboard::courier {
namespace {

using Capabilities = std::unique_ptr<_cap_struct, int (*)(void*)>;

constexpr int tampering[] = {
    SCMP_SYS(add_key),
    SCMP_SYS(bpf),
    SCMP_SYS(delete_module),
    SCMP_SYS(fanotify_init),
    SCMP_SYS(finit_module),
    SCMP_SYS(fsopen),
    SCMP_SYS(init_module),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(kcmp),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(kexec_load),
    SCMP_SYS(keyctl),
    SCMP_SYS(mount),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(open_tree),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pivot_root),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(ptrace),
    SCMP_SYS(request_key),
    SCMP_SYS(setns),
    SCMP_SYS(umount2),
    SCMP_SYS(unshare),
    SCMP_SYS(userfaultfd),
};

}  // namespace

bool holds(cap_value_t capability) {
    const Capabilities own{cap_get_proc(), cap_free};
    cap_flag_value_t set = CAP_CLEAR;
    return own && cap_get_flag(own.get(), capability, CAP_EFFECTIVE, &set) == 0 && set == CAP_SET;
}

base::Result<void> forbid_new_privileges() {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return base::fail_errno("cannot renounce new privileges", errno);
    return {};
}

base::Result<void> reduce_bounding_set(std::span<const cap_value_t> kept) {
    if (!holds(CAP_SETPCAP)) return {};
    for (cap_value_t cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; ++cap)
        if (std::ranges::find(kept, cap) == kept.end() && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0)
            return base::fail_errno("cannot reduce the bounding set", errno);
    return {};
}

base::Result<void> keep_capabilities(std::span<const cap_value_t> kept) {
    if (auto reduced = reduce_bounding_set(kept); !reduced) return reduced;
    std::vector<cap_value_t> held;
    std::ranges::copy_if(kept, std::back_inserter(held), holds);
    const Capabilities wanted{cap_init(), cap_free};
    const int count = static_cast<int>(held.size());
    if (!wanted ||
        (count && (cap_set_flag(wanted.get(), CAP_PERMITTED, count, held.data(), CAP_SET) != 0 ||
                   cap_set_flag(wanted.get(), CAP_EFFECTIVE, count, held.data(), CAP_SET) != 0)) ||
        cap_set_proc(wanted.get()) != 0)
        return base::fail_errno("cannot drop the capabilities", errno);
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
        return base::fail_errno("cannot clear the ambient capabilities", errno);
    return {};
}

base::Result<void> keep_told_capabilities(std::span<const Kept> kept) {
    std::vector<cap_value_t> capabilities;
    for (const Kept& one : kept) capabilities.push_back(one.capability);
    return keep_capabilities(std::span<const cap_value_t>{capabilities});
}

base::Result<void> forbid_tampering() {
    const std::unique_ptr<void, void (*)(void*)> filter{seccomp_init(SCMP_ACT_ALLOW), seccomp_release};
    if (!filter) return base::fail("cannot make a system call filter: out of memory");
    for (const int call : tampering)
        if (const int error = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0); error != 0)
            return base::fail_errno("cannot forbid system call " + std::to_string(call), -error);
    if (const int error = seccomp_load(filter.get()); error != 0)
        return base::fail_errno("cannot filter system calls", -error);
    return {};
}

}  // namespace overboard::courier
