// SPDX-License-Identifier: Apache-2.0
// A recording in memory, so that reading and unpacking it are in no figure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "source/recording.h"

namespace overboard::bench {

class Capture {
public:
    // The recording that tests/bench/live-recording names, made first when there is none that can be read: live, with
    // push-down off. Throws when it cannot be made, is damaged, or was made with push-down on.
    static Capture live();

    std::size_t records() const { return records_; }
    // What was recorded, in order: records, what the machine answered, what ran before.
    template <class Take>
    void each(Take take) const {
        for (const auto& [kind, first, bytes] : entries_)
            take(kind, std::span{reinterpret_cast<const std::byte*>(words_.data() + first), bytes});
    }
    std::string mix() const;  // "open 62 %, exec 20 %, ..."
    const std::string& path() const { return path_; }

private:
    struct Place {
        source::EntryKind kind;
        std::size_t first, bytes;  // word, bytes
    };
    void add(const source::Entry& entry);

    std::string path_;
    std::vector<std::uint64_t> words_;
    std::vector<Place> entries_;
    std::size_t records_ = 0;
};

}  // namespace overboard::bench
