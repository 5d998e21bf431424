// SPDX-License-Identifier: Apache-2.0
#include "sensor/confine.h"

#include <sched.h>
#include <seccomp.h>
#include <sys/capability.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "courier/privileges.h"
#include "sensor/allowed_calls.h"
#include "sensor/preflight.h"

namespace overboard::sensor {
namespace {

using courier::Kept;

// Before 5.19 the kernel may ask for these at every bpf(), a map's update among them
// (kernel.unprivileged_bpf_disabled); since then only where a program or map is made.
constexpr Kept for_maps[] = {
    {CAP_BPF, "BPF", "other rules change the filter in the kernel: before Linux 5.19 that takes it"},
    {CAP_PERFMON, "PERFMON", "a hook that new rules need is attached: before Linux 5.19 that takes it"},
};
constexpr Kept always[] = {
    {CAP_SYS_PTRACE, "SYS_PTRACE", "executables, directories and namespaces of other processes are read"},
    {CAP_DAC_READ_SEARCH, "DAC_READ_SEARCH", "bundles and secrets that belong to other users are read"},
};

constexpr const char* lost[] = {"load BPF programs or make maps",
                                "start a process or execute a program",
                                "open a socket",
                                "trace, signal or join another process",
                                "change its user",
                                "mount, load a kernel module or use the keyring"};

bool is_foreign(const std::string& directory) {
    struct stat found {};
    if (stat(directory.c_str(), &found) != 0) return false;
    return found.st_uid != geteuid() && !(found.st_mode & S_IWOTH);
}

base::Result<void> keep(std::vector<cap_value_t> kept, const std::vector<std::string>& writes) {
    for (const std::string& directory : writes)
        if (is_foreign(directory)) return kept.push_back(CAP_DAC_OVERRIDE), courier::keep_capabilities(kept);
    return courier::keep_capabilities(kept);
}

// Threads but no processes; signals and limits of its own. What clone3 is asked for cannot be seen by a filter, so the
// C library is told to use clone.
int allow_own(scmp_filter_ctx filter) {
    const auto own = static_cast<scmp_datum_t>(getpid());
    int error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    const auto allow = [&](int call, scmp_arg_cmp argument) {
        if (error == 0) error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, argument);
    };
    allow(SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    allow(SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, own));
    allow(SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, 0));
    return error;
}

int allow(scmp_filter_ctx filter, bool local_sockets) {
    int error = allow_own(filter);
    for (const int call : allowed_calls)
        if (error == 0) error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
    for (const unsigned command : allowed_bpf_commands)
        if (error == 0)
            error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(bpf), 1, SCMP_A0(SCMP_CMP_EQ, command));
    if (error != 0 || !local_sockets) return error;
    error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
    return error != 0 ? error : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(connect), 0);
}

}  // namespace

std::vector<Kept> kept_capabilities(int major, int minor) {
    std::vector<Kept> out(std::begin(always), std::end(always));
    if (major < 5 || (major == 5 && minor < 19)) out.insert(out.end(), std::begin(for_maps), std::end(for_maps));
    return out;
}

std::span<const char* const> given_up() { return lost; }

base::Result<void> keep_what_is_needed(const std::vector<std::string>& writes) {
    const auto [major, minor] = kernel_version();
    std::vector<cap_value_t> kept;
    for (const Kept& one : kept_capabilities(major, minor)) kept.push_back(one.capability);
    return keep(std::move(kept), writes);
}

base::Result<void> keep_for_delivery(const std::vector<std::string>& writes) {
    return keep({CAP_DAC_READ_SEARCH}, writes);
}

base::Result<void> filter_system_calls(bool local_sockets) {
    if (auto done = courier::forbid_new_privileges(); !done) return done;
    const std::unique_ptr<void, void (*)(void*)> filter{seccomp_init(SCMP_ACT_ERRNO(EPERM)), seccomp_release};
    if (!filter) return base::fail("cannot make a system call filter: out of memory");
    int error = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
    if (error == 0) error = allow(filter.get(), local_sockets);
    if (error == 0) error = seccomp_load(filter.get());
    if (error != 0) return base::fail_errno("cannot filter system calls", -error);
    return {};
}

}  // namespace overboard::sensor
