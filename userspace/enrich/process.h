// SPDX-License-Identifier: Apache-2.0
// A process as the tree remembers it. Identity is (tgid, start): a pid alone is reused.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace overboard::enrich {

struct Process {
    std::uint32_t tgid = 0, ns_tgid = 0, parent_tgid = 0;
    std::uint64_t start_ns = 0, parent_start_ns = 0;  // CLOCK_BOOTTIME, as on the wire
    std::uint64_t container = 0;
    std::uint32_t uid = 0, gid = 0;
    std::string exe;     // path in the container; empty when never learnt
    std::string exe_fs;  // path inside its filesystem
    std::uint64_t exe_inode = 0;
    std::uint32_t exe_device = 0;
    std::string exe_sha256;   // of exe's bytes, in hex; empty unless asked for (enrich/executable_hash.h) and certain
    bool exe_hashed = false;  // it was asked for
    std::string script;       // the script, when exe is its interpreter
    std::string comm, cwd;
    std::vector<std::string> args;  // bounded; raw bytes
    bool args_truncated = false;
    std::string loader_env;        // variables that steer the dynamic loader, as decode::Exec::env
    bool loader_env_seen = false;  // its exec was seen, or its parent's: an empty loader_env means none
    bool of_image = false;         // exe lies in a layer of the image: below the overlay's upper one
    std::uint32_t flags = 0;       // OB_TASK_* of the latest record
    std::uint64_t exited_ns = 0;   // 0: alive. Kept for a while: descendants name it
};

}  // namespace overboard::enrich
