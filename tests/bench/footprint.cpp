// SPDX-License-Identifier: Apache-2.0
#include "footprint.h"

#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "daemon.h"
#include "figures.h"
#include "machine.h"
#include "stand.h"

namespace overboard::bench {
namespace {

constexpr long kOpens = 1000000;
constexpr int kIdleWindows = 4;
constexpr std::chrono::seconds kIdleWindow(5);

// The two run the same binary: what the courier shares with the sensor is in memory once.
double print_memory(const Daemon& daemon) {
    const Memory sensor = memory_of(daemon.sensor()), courier = memory_of(daemon.courier());
    print_figure("memory, VmRSS and Pss of sensor and courier",
                 fmt::format("{:.1f}, {:.1f} and {:.1f}, {:.1f} MiB", sensor.resident, sensor.proportional,
                             courier.resident, courier.proportional));
    return sensor.resident + courier.own;
}

struct Starts {
    std::vector<double> attached, scanned, processor;  // ms

    void add(const Daemon& daemon) {
        attached.push_back(daemon.attached_ms());
        scanned.push_back(daemon.attached_ms() + daemon.scanned_ms());
        processor.push_back(processor_seconds(daemon.sensor()) * 1e3);
    }
    void print(const std::string& how) const {
        const double attach = spread_of(attached).median, scan = spread_of(scanned).median;
        print_figure("started -> attached, " + how, fmt::format("{:.0f} ms", attach), "under 300 ms", attach < 300);
        print_figure("started -> scan complete, " + how,
                     fmt::format("{:.0f} ms, processor time {:.0f} ms", scan, spread_of(processor).median), "under 2 s",
                     scan < 2000);
    }
};

void opens(const Daemon& daemon, Stand& stand) {
    const double before = daemon.processor_seconds();
    const double each = stand.open(kOpens, kOwnFile);
    const double spent = daemon.processor_seconds() - before;
    print_figure("daemon CPU seconds per million own-rootfs opens",
                 fmt::format("{:.4f} s (an open took {:.0f} ns)", spent, each), "under 0.02 s", spent < 0.02);
}

void idle(const Daemon& daemon) {
    const double events = daemon.metric("overboard_events_total");
    std::vector<double> shares;
    for (int i = 0; i < kIdleWindows; i++) {
        const double before = daemon.processor_seconds();
        std::this_thread::sleep_for(kIdleWindow);
        shares.push_back((daemon.processor_seconds() - before) / std::chrono::duration<double>(kIdleWindow).count() *
                         100);
    }
    const Spread share = spread_of(shares);
    const double quietest = *std::min_element(shares.begin(), shares.end());
    print_figure("idle CPU of both processes",
                 fmt::format("{:.3f} %, quietest {:.0f} s {:.3f} %; {:.0f} events came", share.median,
                             std::chrono::duration<double>(kIdleWindow).count(), quietest,
                             daemon.metric("overboard_events_total") - events),
                 "under 0.05 %", share.median < 0.05);
}

}  // namespace

void measure_start(int processes, int starts) {
    Stand stand;
    const auto made = stand.run({"crowd", std::to_string(processes)}, -1);
    if (made.empty() || made[0] < processes) throw std::runtime_error("could not make the processes to be scanned");
    print_heading(fmt::format("start, with {} processes in a container: medians of {} starts", processes, starts));
    Starts among, ahead;
    for (int i = 0; i < starts; i++) {
        among.add(Daemon());
        const Daemon daemon(-1, true);
        ahead.add(daemon);
        if (i == starts - 1) print_memory(daemon);
    }
    among.print("among what else runs");
    ahead.print("ahead of what else runs");
    stand.run({"disperse"}, -1);
}

void measure_standing() {
    Stand stand;
    const Daemon daemon;
    print_heading("standing by");
    opens(daemon, stand);
    const double memory = print_memory(daemon);
    print_figure("  RSS of the sensor and what the courier adds", fmt::format("{:.1f} MiB", memory), "under 25 MiB",
                 memory < 25);
    idle(daemon);
}

}  // namespace overboard::bench
