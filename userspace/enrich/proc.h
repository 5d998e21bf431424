// SPDX-License-Identifier: Apache-2.0
// What /proc tells of one process. Asked for what no event told: a thin adapter, without a memory. Each answer passes
// the witness, if there is one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "enrich/witness.h"

namespace overboard::enrich {

class Proc {
public:
    // root: a procfs of the host's pid namespace, "/proc"; "": nothing is known of anyone. witness: borrowed.
    explicit Proc(std::string root, Witness* witness = nullptr) : root_(std::move(root)), witness_(witness) {}

    bool readable() const { return !root_.empty(); }

    std::string exe(
        std::uint32_t pid) const;  // without " (deleted)"; "" when gone, not ours to see, or a kernel thread
    std::string cwd(std::uint32_t pid) const;
    // At most `limit` bytes of argv.
    Argv args(std::uint32_t pid, std::size_t limit) const;
    std::vector<std::string> runtime_args(std::uint32_t pid, std::size_t limit) const;  // the same, of a runtime
    std::uint32_t parent(std::uint32_t pid) const;                                      // 0: none or unknown
    // Its start in CLOCK_BOOTTIME nanoseconds, as exact as the clock tick (10 ms) allows.
    std::optional<std::uint64_t> start_ns(std::uint32_t pid) const;
    // Whether pid still is the process that started then.
    bool is(std::uint32_t pid, std::uint64_t start_ns) const;
    std::vector<std::string> cgroups(std::uint32_t pid) const;    // path per hierarchy, the unified one first
    std::uint32_t ns(std::uint32_t pid, const char* type) const;  // inode number; 0: unknown

    // Of the host: the mount table (proc_pid_mountinfo(5)) of its first process, as HostMounts reads it. Of a line only
    // what HostMounts needs: a file system's options may hold a password. Empty when it cannot be read.
    std::vector<std::string> mount_table() const;

private:
    std::string file(std::uint32_t pid, const char* name) const;
    Argv read_args(std::uint32_t pid, std::size_t limit) const;
    std::vector<std::string> stat(std::uint32_t pid) const;  // the fields after the command's ")", from "state" on
    std::string root_;
    Witness* witness_;
};

}  // namespace overboard::enrich
