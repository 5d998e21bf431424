// SPDX-License-Identifier: Apache-2.0
// From the detection thread to the outbox's: giving never waits for a disk or a network.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "base/fd.h"
#include "incidents/alert.h"
#include "outbox/store.h"

namespace overboard::outbox {

class Intake {
public:
    static constexpr std::size_t default_bytes = 16 << 20;
    explicit Intake(std::size_t max_bytes = default_bytes);

    // Any thread. When full, the least severe, oldest alert is given up for it, or it for them: counted.
    void give(incidents::Alert alert);
    // The outbox's thread: at most `limit`, in the order they were given.
    std::vector<incidents::Alert> take(std::size_t limit);
    // Readable when there is something to take.
    int fd() const { return wake_.get(); }
    void wake();
    void slept();  // the outbox's thread is awake: the descriptor is quiet until the next give() or wake()
    Evicted evicted() const;

private:
    struct Waiting {
        std::uint64_t order;
        std::size_t bytes;
        incidents::Alert alert;
    };
    bool make_room(std::size_t bytes, std::size_t priority);

    const std::size_t max_bytes_;
    base::Fd wake_;
    mutable std::mutex mutex_;
    std::array<std::deque<Waiting>, 8> waiting_;  // by priority
    std::uint64_t given_ = 0;
    std::size_t bytes_ = 0;
    Evicted evicted_{};
};

}  // namespace overboard::outbox
