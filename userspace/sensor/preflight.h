// SPDX-License-Identifier: Apache-2.0
// What a node must offer, before anything is loaded: facts gathered in one place, judged in another.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace overboard::sensor {

struct Facts {
    std::string release, machine;    // uname: "6.1.0-27-amd64", "x86_64"
    int major = 0, minor = 0;        // of the kernel
    std::uint64_t capabilities = 0;  // effective, bit per capability
    bool btf = false;                // /sys/kernel/btf/vmlinux
    bool tracefs = false;
    bool host_pids = false;   // in the host's pid namespace, so that /proc shows every process
    std::string cgroup;       // "v2", "hybrid", "v1"; empty: none is mounted
    std::string lockdown;     // "none", "integrity", "confidentiality"; empty: the kernel has no lockdown
    std::string bpf_refused;  // why a tracepoint program could not be loaded; empty: it could
};

struct Need {
    std::string name;  // "BTF"
    bool met = false;
    bool required = true;  // else: less is seen or known without it
    std::string detail;    // what the node offers, or what is missing and what that means
    std::string fix;       // what to do; empty when met
};

// {5, 10} of "5.10.0-8-amd64"; zeros when uname says something else.
std::pair<int, int> kernel_version();

// Loads a two-instruction program and unloads it; reads /proc and /sys. Never fails: what cannot be learnt is absent.
Facts gather_facts();

// One row per need, always all of them and in the same order.
std::vector<Need> judge(const Facts& facts);

// "BTF: missing ...; build the kernel with ...", one sentence per required need that is not met.
std::vector<std::string> obstacles(const std::vector<Need>& needs);

// Mounts tracefs where it belongs if it is not there. Without the permission nothing happens: preflight then says that
// it is missing.
void mount_tracefs();

}  // namespace overboard::sensor
