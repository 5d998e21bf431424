// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace overboard::courier {

// Ends connections that live too long. The HTTP library's timeouts are per read, so a client that sends a
// byte a second would hold a worker for hours. Looks at this process's own descriptors, once a second and
// only while work is going on.
class Deadline {
public:
    explicit Deadline(std::chrono::seconds limit);
    ~Deadline();

    // Around each connection's work.
    void begin();
    void end();

private:
    using Clock = std::chrono::steady_clock;
    void watch();
    void sweep();

    const std::chrono::seconds limit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int working_ = 0;
    bool stop_ = false;
    std::map<int, std::pair<std::string, Clock::time_point>> since_;  // fd -> its peer, and when it was first seen
    std::thread thread_;
};

}  // namespace overboard::courier
