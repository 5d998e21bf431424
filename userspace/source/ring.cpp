// SPDX-License-Identifier: Apache-2.0
#include "source/ring.h"

#include <bpf/libbpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace overboard::source {
namespace {

std::uint64_t position(const void* page) {
    return __atomic_load_n(static_cast<const std::uint64_t*>(page), __ATOMIC_ACQUIRE);
}

}  // namespace

base::Result<std::unique_ptr<Ring>> Ring::open(int map_fd, std::size_t size) {
    std::unique_ptr<Ring> ring(new Ring);
    ring->size_ = size;
    ring->ring_ = ring_buffer__new(map_fd, &Ring::deliver, ring.get(), nullptr);
    if (!ring->ring_) return base::fail_errno("cannot map a ring buffer; is there memory left for locking?", errno);
    const long page = sysconf(_SC_PAGESIZE);
    for (int i = 0; i < 2; i++) {
        void* at = mmap(nullptr, page, PROT_READ, MAP_SHARED, map_fd, i * page);
        if (at == MAP_FAILED) return base::fail_errno("cannot map a ring buffer's positions", errno);
        ring->positions_[i] = at;
    }
    return ring;
}

Ring::~Ring() {
    for (void* page : positions_)
        if (page) munmap(page, sysconf(_SC_PAGESIZE));
    ring_buffer__free(ring_);
}

int Ring::deliver(void* self, void* data, std::size_t size) {
    auto& ring = *static_cast<Ring*>(self);
    (*ring.sink_)({static_cast<const std::byte*>(data), size});
    ring.done_++;
    // A negative value ends the batch; libbpf has taken this record off the ring before it asks.
    return --ring.left_ == 0 ? -EAGAIN : 0;
}

std::size_t Ring::consume(const Sink& sink, std::size_t limit) {
    used_max_ = std::max(used_max_, used());
    sink_ = &sink;
    left_ = limit;
    done_ = 0;
    ring_buffer__consume(ring_);
    return done_;
}

int Ring::epoll_fd() const { return ring_buffer__epoll_fd(ring_); }

std::uint64_t Ring::used() const { return position(positions_[1]) - position(positions_[0]); }

}  // namespace overboard::source
