// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "source/source.h"

struct ring_buffer;

namespace overboard::source {

// One BPF ring buffer, read in bounded batches.
class Ring {
public:
    // map_fd: a BPF_MAP_TYPE_RINGBUF of `size` bytes, borrowed for the ring's life.
    static base::Result<std::unique_ptr<Ring>> open(int map_fd, std::size_t size);
    ~Ring();
    Ring(const Ring&) = delete;
    Ring& operator=(const Ring&) = delete;

    // Delivers at most `limit` records. Gives their number.
    std::size_t consume(const Sink& sink, std::size_t limit);

    int epoll_fd() const;
    std::size_t size() const { return size_; }
    std::uint64_t used() const;                           // bytes waiting now
    std::uint64_t used_max() const { return used_max_; }  // the most that waited when consume() began

private:
    Ring() = default;
    static int deliver(void* self, void* data, std::size_t size);

    ring_buffer* ring_ = nullptr;
    std::size_t size_ = 0;
    void* positions_[2] = {};  // the consumer's and the producer's page (kernel/bpf/ringbuf.c), read only
    const Sink* sink_ = nullptr;
    std::size_t left_ = 0, done_ = 0;
    std::uint64_t used_max_ = 0;
};

}  // namespace overboard::source
