// SPDX-License-Identifier: Apache-2.0
// io_uring by its system calls alone, so that a test machine needs no library for it.
#pragma once

#include <linux/io_uring.h>

#include <cstdint>

#include "base/fd.h"

namespace overboard::test {

class Uring {
public:
    // flags: IORING_SETUP_*. ok() says whether the kernel gave a ring; errno why not.
    explicit Uring(unsigned flags = 0);
    ~Uring();
    Uring(const Uring&) = delete;
    Uring& operator=(const Uring&) = delete;

    bool ok() const { return ring_ != nullptr; }
    // A cleared entry; at most kEntries between two submissions.
    io_uring_sqe& next();
    // Submits what next() gave, and waits for `completions`. Gives 0, or -1 and errno.
    int submit(unsigned completions);
    // The result of the completion with this user_data, of those that arrived so far; -EINPROGRESS when it is not
    // there.
    int result(std::uint64_t user_data);
    void forget();                        // gives the completions' places back
    bool register_files(unsigned count);  // empty slots, as many

    static constexpr unsigned kEntries = 16;

private:
    unsigned& at(unsigned offset) { return *reinterpret_cast<unsigned*>(static_cast<char*>(ring_) + offset); }

    io_uring_params params_{};
    base::Fd fd_;
    void* ring_ = nullptr;
    io_uring_sqe* entries_ = nullptr;
    std::size_t ring_size_ = 0;
    unsigned queued_ = 0;
};

}  // namespace overboard::test
