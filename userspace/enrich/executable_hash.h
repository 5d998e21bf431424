// SPDX-License-Identifier: Apache-2.0
// What a program is by its bytes, so that a rule can except it whatever it is called and wherever it lies.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <string>

#include "base/fd.h"
#include "decode/event.h"
#include "enrich/witness.h"

namespace overboard::enrich {

// Whether reading the file asks the kernel alone. A file system in user space (FUSE), or an overlay above one, can be
// served by the container: whoever read from it would wait for the attacker.
bool never_waits(const decode::File& file);

// What a process executes, as the kernel told it.
struct Executable {
    std::uint32_t pid = 0;
    std::uint32_t device = 0;  // as on the wire
    std::uint64_t inode = 0;
    // Where it lies in its container's own root, for a process that has ended; path empty: there is no such place.
    std::uint32_t init_pid = 0, root_device = 0;
    std::string path{};
};

class ExecutableHashes {
public:
    // A container chooses what it executes: more than that is not read, so that it cannot keep the reader of events
    // busy.
    struct Limits {
        std::uint64_t file_bytes = 64 << 20;      // of one program
        std::uint64_t bytes_a_second = 64 << 20;  // about 50 ms of a core
        std::size_t remembered = 1024;
    };
    // proc: as Proc's. witness: borrowed.
    ExecutableHashes(std::string proc, Witness* witness) : ExecutableHashes(std::move(proc), witness, Limits{}) {}
    ExecutableHashes(std::string proc, Witness* witness, Limits limits);

    // SHA-256 in hex, when the regular file of that device and inode is what pid runs now, or lies at its path in the
    // container; "" when it is another one or gone, when it changed while it was read, or beyond the limits.
    std::string of(const Executable& wanted);

private:
    struct Key {  // a file and its contents: whoever writes to it moves its ctime
        std::uint64_t device, inode;
        std::int64_t changed_s, changed_ns, size;
        auto operator<=>(const Key&) const = default;
    };
    using Clock = std::chrono::steady_clock;

    static Key key_of(int file, bool& regular);
    base::Fd find(const Executable& wanted, Key& key) const;
    bool is(int file, std::uint32_t pid, const Executable& wanted, Key& key) const;
    std::string look(const Executable& wanted);
    bool afford(std::uint64_t bytes);
    void remember(const Key& key, const std::string& hash);

    std::string proc_;
    Witness* witness_;
    Limits limits_;
    std::map<Key, std::string> known_;
    std::list<Key> order_;  // the eldest first
    double budget_;         // bytes that may be read now
    Clock::time_point filled_ = Clock::now();
};

}  // namespace overboard::enrich
