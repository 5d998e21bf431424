// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight.h"

#include <linux/capability.h>

namespace overboard::sensor {
namespace {

bool has(const Facts& facts, unsigned capability) { return facts.capabilities >> capability & 1; }

Need need(std::string name, bool met, std::string offered, std::string missing, std::string fix, bool required = true) {
    return {std::move(name), met, required, met ? std::move(offered) : std::move(missing), met ? "" : std::move(fix)};
}

Need kernel(const Facts& facts) {
    const bool met = facts.major > 5 || (facts.major == 5 && facts.minor >= 10);
    return need("kernel", met, facts.release + " " + facts.machine, facts.release + " is older than 5.10",
                "boot a kernel of 5.10 or newer");
}

Need privileges(const Facts& facts) {
    const bool met = has(facts, CAP_SYS_ADMIN) || (has(facts, CAP_BPF) && has(facts, CAP_PERFMON));
    return need("privileges", met, has(facts, CAP_SYS_ADMIN) ? "CAP_SYS_ADMIN" : "CAP_BPF and CAP_PERFMON",
                "BPF programs may not be loaded by this user",
                "run as root (sudo overboard run), or give the process CAP_BPF and CAP_PERFMON");
}

Need reading(const Facts& facts) {
    const bool met = has(facts, CAP_SYS_PTRACE) && has(facts, CAP_DAC_READ_SEARCH);
    return need("other processes", met, "their executables, namespaces and bundles can be read",
                "executables and bundles of other users cannot be read, so that containers may stay unnamed",
                "run as root, or add CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH", false);
}

Need programs(const Facts& facts) {
    const bool memlock = facts.major == 5 && facts.minor < 11;
    return need(
        "tracepoint programs", facts.bpf_refused.empty(), "the kernel loads them",
        "the kernel refused one: " + facts.bpf_refused,
        memlock ? "run as root, and raise the memlock limit or add CAP_SYS_RESOURCE (needed below 5.11)"
                : "run as root, with CONFIG_BPF_SYSCALL and CONFIG_BPF_EVENTS in the kernel, and in a container with "
                  "a seccomp profile that allows bpf()");
}

Need lockdown(const Facts& facts) {
    return need("lockdown", facts.lockdown != "confidentiality", facts.lockdown.empty() ? "not in use" : facts.lockdown,
                "confidentiality mode forbids BPF to read kernel memory",
                "boot with lockdown=integrity or without lockdown");
}

}  // namespace

std::vector<Need> judge(const Facts& facts) {
    return {
        kernel(facts),
        privileges(facts),
        need(
            "BTF", facts.btf, "/sys/kernel/btf/vmlinux", "/sys/kernel/btf/vmlinux is missing",
            "use a kernel built with CONFIG_DEBUG_INFO_BTF=y (every distribution kernel since 2021 is), or mount /sys"),
        need("tracefs", facts.tracefs, "mounted", "is not mounted at /sys/kernel/tracing",
             "mount -t tracefs tracefs /sys/kernel/tracing"),
        programs(facts),
        lockdown(facts),
        need("cgroups", !facts.cgroup.empty(), facts.cgroup,
             "no cgroup hierarchy is mounted, so that no container can be told",
             "mount -t cgroup2 cgroup2 /sys/fs/cgroup"),
        need("host processes", facts.host_pids, "the host's pid namespace",
             "this is a pid namespace of its own, where /proc does not show the node's processes",
             "run on the host, or with hostPID: true (docker run --pid=host)"),
        reading(facts),
    };
}

std::vector<std::string> obstacles(const std::vector<Need>& needs) {
    std::vector<std::string> out;
    for (const Need& need : needs)
        if (need.required && !need.met) out.push_back(need.name + ": " + need.detail + "; " + need.fix);
    return out;
}

}  // namespace overboard::sensor
