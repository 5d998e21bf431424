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

void print_memory(const std::string& when, const Daemon& daemon) {
    const Memory sensor = memory_of(daemon.sensor()), courier = memory_of(daemon.courier());
    print_figure("memory, " + when,
                 fmt::format("RSS {:.1f} + {:.1f}, Pss {:.1f} + {:.1f} MiB", sensor.resident, courier.resident,
                             sensor.proportional, courier.proportional),
                 "both under 25 MiB", sensor.resident + courier.resident < 25);
}

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
    std::vector<double> attached, scanned, ready;
    for (int i = 0; i < starts; i++) {
        const Daemon daemon;
        attached.push_back(daemon.attached_ms());
        scanned.push_back(daemon.attached_ms() + daemon.scanned_ms());
        ready.push_back(daemon.ready_ms());
        if (i == starts - 1) print_memory(fmt::format("{} processes", processes), daemon);
    }
    const double attach = spread_of(attached).median, scan = spread_of(scanned).median;
    print_figure("started -> attached", fmt::format("{:.0f} ms", attach), "under 300 ms", attach < 300);
    print_figure("started -> scan complete", fmt::format("{:.0f} ms", scan), "under 2 s", scan < 2000);
    print_figure("started -> ready file", fmt::format("{:.0f} ms", spread_of(ready).median));
    stand.run({"disperse"}, -1);
}

void measure_standing() {
    Stand stand;
    const Daemon daemon;
    print_heading("standing by");
    opens(daemon, stand);
    print_memory("at rest", daemon);
    idle(daemon);
}

}  // namespace overboard::bench
