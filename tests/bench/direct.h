// SPDX-License-Identifier: Apache-2.0
// The kernel side held by this process: for what only its owner may ask of it (program statistics).
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "attachment.h"
#include "source/live.h"

namespace overboard::bench {

// Attached with a filter, scanned, and its rings drained by a thread on the reader's core that drops what it reads.
class Direct : public Attachment {
public:
    // Throws std::runtime_error when the kernel side cannot be attached.
    explicit Direct(const source::KernelFilter& filter);
    ~Direct() override;
    source::Live& live() { return *live_; }

private:
    void read();

    std::unique_ptr<source::Live> live_;
    std::atomic<bool> stop_{false};
    std::thread reader_;
};

}  // namespace overboard::bench
