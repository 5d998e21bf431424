// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <httplib.h>

#include <semaphore>

#include "courier/deadline.h"

namespace overboard::courier {

// Two threads and a short queue. A full queue stops the accepting loop, so that what waits is bounded by
// the kernel's backlog; the library's own pool queues without bound.
class Workers : public httplib::TaskQueue {
public:
    explicit Workers(Deadline& deadline) : deadline_(deadline) {}

    void enqueue(std::function<void()> work) override {
        room_.acquire();
        deadline_.begin();
        pool_.enqueue([this, work = std::move(work)] {
            work();
            deadline_.end();
            room_.release();
        });
    }

    void shutdown() override { pool_.shutdown(); }

private:
    static constexpr int connections = 16;  // at work or queued

    Deadline& deadline_;
    std::counting_semaphore<connections> room_{connections};
    httplib::ThreadPool pool_{2};
};

}  // namespace overboard::courier
