// SPDX-License-Identifier: Apache-2.0
#include "support/uring.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace overboard::test {
namespace {

void* map(int fd, std::size_t size, off_t offset) {
    void* at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, offset);
    return at == MAP_FAILED ? nullptr : at;
}

unsigned load(const unsigned& value) { return __atomic_load_n(&value, __ATOMIC_ACQUIRE); }
void store(unsigned& value, unsigned to) { __atomic_store_n(&value, to, __ATOMIC_RELEASE); }

}  // namespace

Uring::Uring(unsigned flags) {
    params_.flags = flags;
    params_.sq_thread_idle = 50;  // ms
    fd_.reset(static_cast<int>(syscall(SYS_io_uring_setup, kEntries, &params_)));
    if (!fd_) return;
    // One mapping holds both queues (IORING_FEAT_SINGLE_MMAP, 5.4).
    ring_size_ = params_.cq_off.cqes + params_.cq_entries * sizeof(io_uring_cqe);
    ring_ = map(fd_.get(), ring_size_, IORING_OFF_SQ_RING);
    entries_ = static_cast<io_uring_sqe*>(map(fd_.get(), kEntries * sizeof(io_uring_sqe), IORING_OFF_SQES));
}

Uring::~Uring() {
    if (entries_) munmap(entries_, kEntries * sizeof(io_uring_sqe));
    if (ring_) munmap(ring_, ring_size_);
}

io_uring_sqe& Uring::next() {
    const unsigned tail = at(params_.sq_off.tail) + queued_, index = tail & at(params_.sq_off.ring_mask);
    (&at(params_.sq_off.array))[index] = index;
    queued_++;
    std::memset(&entries_[index], 0, sizeof(io_uring_sqe));
    return entries_[index];
}

int Uring::submit(unsigned completions) {
    const unsigned count = queued_;
    store(at(params_.sq_off.tail), at(params_.sq_off.tail) + count);
    queued_ = 0;
    unsigned flags = IORING_ENTER_GETEVENTS;
    if (params_.flags & IORING_SETUP_SQPOLL) flags |= IORING_ENTER_SQ_WAKEUP;
    return syscall(SYS_io_uring_enter, fd_.get(), count, completions, flags, nullptr, 0) < 0 ? -1 : 0;
}

int Uring::result(std::uint64_t user_data) {
    const auto* completions = reinterpret_cast<io_uring_cqe*>(static_cast<char*>(ring_) + params_.cq_off.cqes);
    for (unsigned i = load(at(params_.cq_off.head)); i != load(at(params_.cq_off.tail)); i++)
        if (const auto& cqe = completions[i & at(params_.cq_off.ring_mask)]; cqe.user_data == user_data) return cqe.res;
    return -EINPROGRESS;
}

void Uring::forget() { store(at(params_.cq_off.head), at(params_.cq_off.tail)); }

bool Uring::register_files(unsigned count) {
    const std::vector<int> empty(count, -1);
    return !syscall(SYS_io_uring_register, fd_.get(), IORING_REGISTER_FILES, empty.data(), count);
}

}  // namespace overboard::test
