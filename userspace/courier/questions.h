// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "courier/channel.h"

namespace overboard::courier {

// The courier's questions to the sensor, one at a time, for all its threads; and what the sensor sends unasked. Ends
// the process when the sensor is gone: there is nothing left to serve.
class Questions {
public:
    using Clock = std::chrono::steady_clock;
    // told: takes what came unasked.
    Questions(Channel& channel, std::function<void(const std::string&)> told)
        : channel_(channel), told_(std::move(told)) {}

    // nullopt: no answer within two seconds.
    std::optional<std::string> ask(const std::string& question);
    // Takes what came unasked meanwhile; waits for the first such thing for at most `limit`.
    void listen(std::chrono::milliseconds limit = std::chrono::milliseconds(0));
    bool answered_lately();  // within the last ten seconds

private:
    std::optional<Message> next();

    Channel& channel_;
    std::function<void(const std::string&)> told_;
    std::mutex mutex_;
    std::uint32_t last_id_ = 0;
    bool told_once_ = false;
    Clock::time_point answered_ = Clock::now();
};

}  // namespace overboard::courier
