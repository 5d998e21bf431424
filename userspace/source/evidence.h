// SPDX-License-Identifier: Apache-2.0
// What a kernel may be unable to tell, and what is told in its place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

struct btf;

namespace overboard::source {

// Where an overlay's inode holds the dentry of the upper layer, against what bpf/lib/walk.bpf.h takes: proven, assumed
// for want of types, or elsewhere.
enum class Layout : std::uint8_t { proven, assumed, other };
Layout overlay_layout(const btf* kernel, const btf* overlay);

struct Evidence {
    std::string_view name;  // "opens by io_uring"
    bool whole = true;
    std::string detail;       // what this kernel has; or what it lacks, what is not seen then, and what is used instead
    std::uint64_t kinds = 0;  // bit 1 << ob_kind: the events that it is part of
    // Rules that read one of these fields, or compare one so ("escape.what=cgroup"), rest on it; empty: all on `kinds`.
    std::vector<std::string_view> reads{};
};

// What evidence is judged by.
struct KernelFacts {
    const btf* kernel = nullptr;   // its own types; null: it tells none, and nothing is judged
    const btf* overlay = nullptr;  // those of the overlay module, or null
    bool io_uring = false;         // programs for the forms that its tracepoints have here
    bool compat = false;           // 32-bit system calls are looked at on this architecture
    std::uint32_t hierarchy = 0;   // whose cgroups name containers; 0: cgroup2
};

// One row per piece of evidence, always all and in the same order; empty without the kernel's types.
std::vector<Evidence> judge_evidence(const KernelFacts& facts);

// The same of the running kernel. Reads /sys/kernel/btf and /proc/self/cgroup, needs no privilege, never fails.
std::vector<Evidence> evidence_here();

}  // namespace overboard::source
