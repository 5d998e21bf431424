// SPDX-License-Identifier: Apache-2.0
// A store in a file. The daemon's own is changed by `overboard baseline` as well: each looks whether the other did,
// under one lock.
#pragma once

#include <functional>
#include <string>

#include "base/fd.h"
#include "base/result.h"
#include "baseline/baseline.h"

namespace overboard::baseline {

inline constexpr std::size_t max_file_bytes = 32 << 20;

// Fails with a sentence that names the file. Habits that are left out (baseline/text.h) are said in the log.
base::Result<Store> load(const std::string& path);
// Whole or not at all, also when the machine stops in the middle; for its owner alone (0600).
base::Result<void> save(const std::string& path, const Store& store);

// The daemon's own store, "baseline.json" in the state directory.
class StateFile {
public:
    explicit StateFile(std::string directory) : directory_(std::move(directory)) {}
    const std::string& path() const { return path_; }

    // What was kept; nothing yet when there is no file. One that cannot be read is put aside as "baseline.json.bad",
    // and said: learning starts afresh. Another's lock is waited for.
    Store open();
    // Reads what somebody else wrote meanwhile, adds what was learnt since, and writes when there is news; the last
    // time also when all there is to write is when images were seen.
    void sync(Baseline& baseline, bool last = false);
    // Reads, changes and writes under the lock. Makes the directory (0700) when it is not there.
    base::Result<void> change(const std::function<base::Result<void>(Store&)>& how);

private:
    struct Mark {  // tells one version of the file from the next
        std::uint64_t inode = 0, size = 0;
        std::int64_t changed_ns = 0;
        bool operator==(const Mark&) const = default;
    };
    base::Result<base::Fd> lock();
    Mark mark() const;
    Store read();
    base::Result<void> write(const Store& store);
    void complain(const std::string& sentence);

    std::string directory_, path_ = directory_ + "/baseline.json";
    Mark seen_;
    bool complained_ = false;
};

}  // namespace overboard::baseline
