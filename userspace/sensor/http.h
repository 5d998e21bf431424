// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "courier/supervisor.h"
#include "sensor/loop.h"
#include "sensor/settings.h"

namespace overboard::sensor {

// The sensor's end of /metrics, /healthz and /readyz: the courier that serves them, or none when nobody asked for it.
class Http {
public:
    using Clock = courier::Supervisor::Clock;
    struct Setup {
        courier::Spawn spawn;
        courier::End end;
        std::function<std::string()> metrics, health;  // as courier::Supervisor::Setup has them
    };
    explicit Http(Setup setup) : setup_(std::move(setup)) {}

    // By these settings from now on, also when it serves already.
    void use(const Settings& settings);
    // The loop wakes it, until leave(); loop: borrowed.
    void join(Loop& loop);
    void leave();
    void tick(Clock::time_point now);

    // Where it listens; waits a little for the courier to say so. Empty: nowhere.
    std::string address();
    std::uint64_t restarts() const;
    courier::Refusals refusals() const;

private:
    void watch();

    Setup setup_;
    std::string listen_;
    courier::AccessSettings access_;
    sinks::Secrets secrets_;
    std::uint64_t former_restarts_ = 0;
    courier::Refusals former_refusals_{};
    std::unique_ptr<courier::Supervisor> supervisor_;
    Loop* loop_ = nullptr;
};

}  // namespace overboard::sensor
