// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sensor/counts.h"
#include "sensor/settings.h"

namespace overboard::sensor {

// The sinks of one configuration. A sink that fails is counted and said, and never stops the others.
class Outputs {
public:
    // colour: standard output is a terminal. Fails when a file cannot be opened, naming it.
    static base::Result<std::unique_ptr<Outputs>> make(const Settings& settings, bool colour, Counts& counts);
    // For tests, or sinks made elsewhere.
    explicit Outputs(Counts& counts) : counts_(counts) {}

    void add(std::string name, engine::Priority min_priority, std::unique_ptr<sinks::Sink> sink);
    void deliver(const incidents::Alert& alert);
    void reopen();

private:
    using Clock = std::chrono::steady_clock;
    struct Output {
        std::string name;
        engine::Priority min_priority;
        std::unique_ptr<sinks::Sink> sink;
        Clock::time_point said{};
        std::uint64_t unsaid = 0;  // failures since then
    };
    void failed(Output& output, const std::string& why);

    Counts& counts_;
    std::vector<Output> outputs_;
};

}  // namespace overboard::sensor
