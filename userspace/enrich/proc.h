// SPDX-License-Identifier: Apache-2.0
// What /proc tells of one process. Asked for what no event told: a thin adapter, without a memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace overboard::enrich {

class Proc {
public:
    // root: a procfs of the host's pid namespace, "/proc"; "": nothing is known of anyone (replay).
    explicit Proc(std::string root) : root_(std::move(root)) {}

    bool readable() const { return !root_.empty(); }
    const std::string& root() const { return root_; }

    std::string exe(
        std::uint32_t pid) const;  // without " (deleted)"; "" when gone, not ours to see, or a kernel thread
    std::string cwd(std::uint32_t pid) const;
    // At most `limit` bytes of argv; truncated: there was more.
    std::vector<std::string> args(std::uint32_t pid, std::size_t limit, bool* truncated = nullptr) const;
    std::uint32_t parent(std::uint32_t pid) const;  // 0: none or unknown
    // Its start in CLOCK_BOOTTIME nanoseconds, as exact as the clock tick (10 ms) allows.
    std::optional<std::uint64_t> start_ns(std::uint32_t pid) const;
    // Whether pid still is the process that started then.
    bool is(std::uint32_t pid, std::uint64_t start_ns) const;
    std::vector<std::string> cgroups(std::uint32_t pid) const;    // path per hierarchy, the unified one first
    std::uint32_t ns(std::uint32_t pid, const char* type) const;  // inode number; 0: unknown

private:
    std::string file(std::uint32_t pid, const char* name) const;
    std::vector<std::string> stat(std::uint32_t pid) const;  // the fields after the command's ")", from "state" on
    std::string root_;
};

}  // namespace overboard::enrich
