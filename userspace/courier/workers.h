// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <httplib.h>

#include <atomic>
#include <semaphore>

namespace overboard::courier {

// Few threads and a short queue. A full queue stops the accepting loop, so that what waits is bounded by the kernel's
// backlog; the library's own pool queues without bound.
class Workers : public httplib::TaskQueue {
public:
    static constexpr int threads = 6, connections = 24;  // at work; at work or queued

    // waiting: counts the connections that no thread has taken yet; outlives this.
    explicit Workers(std::atomic<int>& waiting) : waiting_(waiting) {}

    void enqueue(std::function<void()> work) override {
        room_.acquire();
        ++waiting_;
        pool_.enqueue([this, work = std::move(work)] {
            --waiting_;
            work();
            room_.release();
        });
    }

    void shutdown() override { pool_.shutdown(); }

private:
    std::atomic<int>& waiting_;
    std::counting_semaphore<connections> room_{connections};
    httplib::ThreadPool pool_{threads};
};

}  // namespace overboard::courier
