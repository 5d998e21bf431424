// SPDX-License-Identifier: Apache-2.0
// Alerts from the detection thread to every sink, by way of the outbox. One thread of its own does all that may
// wait: the disk, the local sinks, and the sender process, to which it hands requests.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "courier/lane.h"
#include "courier/sender_process.h"
#include "courier/spawn.h"
#include "metrics/metrics.h"
#include "outbox/spool.h"

namespace overboard::courier {

// A moment's numbers, as metrics and banners show them.
struct DeliveryStats {
    struct Sink {
        std::string name;
        Lane::Counts counts;
        std::uint64_t queued = 0, dead_letters = 0;
        double oldest_seconds = 0;
        bool circuit_open = false;
    };
    std::array<std::uint64_t, 8> raised{};  // by priority: on disk, or in memory when that is degraded
    outbox::Evicted evicted{};
    std::vector<Sink> sinks;  // also of former configurations
    std::uint64_t outbox_bytes = 0, outbox_failures = 0, sender_restarts = 0;
    bool degraded = false;
};

class Dispatcher {
public:
    struct Setup {
        outbox::Spool::Setup spool;
        std::string node;
        SpawnSender spawn = [](int channel_fd) { return spawn_sender(channel_fd); };
        End end = kill_child;
        std::function<void()> begin;  // first thing in its thread: gives up what a thread does not share with others
        metrics::Registry* metrics = nullptr;  // takes the delivery latency; outlives this
        // Tests stand in for both: CLOCK_REALTIME, which may step, and a clock that does not.
        std::function<std::int64_t()> wall_ns, steady_ms;
        Lane::Chance chance;
        // Called by the dispatcher's thread for alerts that count as raised.
        std::function<void(const std::vector<outbox::Entry>&)> raised;
    };
    Dispatcher(Setup setup, std::vector<Output> outputs);
    ~Dispatcher();  // stop(0)

    // From any thread; never waits.
    void raise(const incidents::Alert& alert);
    // Other sinks from now on; alerts raised before still go where they were meant to, as far as that sink exists.
    void use(std::vector<Output> outputs);
    void reopen();  // files that were rotated
    // Everything given is put on disk, and what can be delivered within the limit is. Gives whether all was delivered.
    bool stop(std::chrono::milliseconds limit);

    DeliveryStats stats() const;

private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

}  // namespace overboard::courier
