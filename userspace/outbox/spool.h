// SPDX-License-Identifier: Apache-2.0
// The outbox that is always there: on disk, and in memory for as long as the disk fails.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/fd.h"
#include "outbox/store.h"

namespace overboard::outbox {

class Spool {
public:
    struct Setup {
        std::string directory;  // made (0700) when it is not there
        std::uint64_t max_bytes = 256ULL << 20, max_memory_bytes = 32ULL << 20;
        std::function<void(bool is_error, const std::string&)> log;
    };
    // now_ms: the outbox's clock, here and below; times on disk that an earlier run wrote ahead of it are brought back.
    Spool(Setup setup, std::int64_t now_ms);

    // True: they are on disk (in memory when degraded). False: they are nowhere; said and counted.
    bool add(std::span<const Entry> entries, std::int64_t now_ms);
    std::vector<Pending> next(const std::string& sink, std::size_t limit, std::int64_t now_ms);
    void settle(std::span<const Settled> settled);
    std::vector<Depth> depths();
    void keep_active(std::span<const Active> changed);
    std::vector<Active> actives(const std::string& sink);
    // Once a second: keeps within the bytes, and every ten seconds tries to return to the disk.
    void tick(std::int64_t now_ms);
    void try_disk_now();  // at a clean stop

    bool degraded() const { return !on_disk_; }
    std::uint64_t bytes() const { return bytes_; }
    std::uint64_t failures() const { return failures_; }  // of the disk's outbox
    const Evicted& evicted() const { return evicted_; }

    static std::string file_in(const std::string& directory) { return directory + "/outbox.db"; }

private:
    base::Result<void> take_directory();
    base::Result<Store> open_on_disk();
    void degrade(const std::string& why);
    void return_to_disk();
    void keep_within_bounds();
    template <class Call>
    auto attempt(Call call);

    Setup setup_;
    base::Fd lock_;
    std::optional<Store> store_;
    bool on_disk_ = false;
    bool copied_ = false;  // memory holds all that the disk's outbox owed
    std::int64_t now_ms_, next_try_ms_ = 0;
    std::uint64_t bytes_ = 0, failures_ = 0;
    Evicted evicted_{};
};

}  // namespace overboard::outbox
