// SPDX-License-Identifier: Apache-2.0
#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <tuple>

#include "base/fd.h"
#include "base/file.h"
#include "sensor/preflight.h"

namespace overboard::sensor {
namespace {

constexpr std::size_t page = 4096;
constexpr ino_t host_pid_namespace = 0xEFFFFFFC;  // PROC_PID_INIT_INO, include/linux/proc_ns.h

bool has_magic(const char* path, long magic) {
    struct statfs found {};
    return statfs(path, &found) == 0 && found.f_type == magic;
}

std::uint64_t effective_capabilities() {
    const std::string status = base::read_file("/proc/self/status", page, base::Excess::cut).value_or("");
    const std::size_t at = status.find("CapEff:");
    return at == status.npos ? 0 : std::strtoull(status.c_str() + at + 7, nullptr, 16);
}

std::string cgroup_layout() {
    if (has_magic("/sys/fs/cgroup", CGROUP2_SUPER_MAGIC)) return "v2";
    if (has_magic("/sys/fs/cgroup/unified", CGROUP2_SUPER_MAGIC)) return "hybrid";
    const std::string mounts = base::read_file("/proc/self/mounts", 1 << 20, base::Excess::cut).value_or("");
    return mounts.find(" cgroup rw") != mounts.npos || mounts.find(" cgroup ro") != mounts.npos ? "v1" : "";
}

// "none [integrity] confidentiality" -> "integrity"
std::string lockdown_mode() {
    const std::string modes = base::read_file("/sys/kernel/security/lockdown", page).value_or("");
    const std::size_t begin = modes.find('['), end = modes.find(']');
    return end == modes.npos ? "" : modes.substr(begin + 1, end - begin - 1);
}

std::string try_tracepoint_program() {
    const bpf_insn program[] = {
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .src_reg = 0, .off = 0, .imm = 0},
        {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
    };
    const base::Fd loaded{bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, "preflight", "GPL", program, 2, nullptr)};
    return loaded ? "" : std::strerror(errno);
}

}  // namespace

std::pair<int, int> kernel_version() {
    utsname name{};
    uname(&name);
    std::pair<int, int> out{};
    std::sscanf(name.release, "%d.%d", &out.first, &out.second);
    return out;
}

Facts gather_facts() {
    Facts facts;
    utsname name{};
    uname(&name);
    facts.release = name.release;
    facts.machine = name.machine;
    std::tie(facts.major, facts.minor) = kernel_version();
    facts.capabilities = effective_capabilities();
    struct stat found {};
    facts.btf = stat("/sys/kernel/btf/vmlinux", &found) == 0;
    facts.tracefs =
        has_magic("/sys/kernel/tracing", TRACEFS_MAGIC) || has_magic("/sys/kernel/debug/tracing", TRACEFS_MAGIC);
    facts.host_pids = stat("/proc/self/ns/pid", &found) == 0 && found.st_ino == host_pid_namespace;
    facts.cgroup = cgroup_layout();
    facts.lockdown = lockdown_mode();
    facts.bpf_refused = try_tracepoint_program();
    return facts;
}

void mount_tracefs() {
    if (!has_magic("/sys/kernel/tracing", TRACEFS_MAGIC))
        mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, nullptr);
}

}  // namespace overboard::sensor
