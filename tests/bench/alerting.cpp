// SPDX-License-Identifier: Apache-2.0
#include "alerting.h"

#include <spdlog/fmt/fmt.h>

#include <atomic>
#include <map>
#include <thread>

#include "base/clock.h"
#include "daemon.h"
#include "figures.h"
#include "stand.h"
#include "targets.h"

namespace overboard::bench {
namespace {

// Under the 64 objects of one rule and container that are told apart within a minute (incidents/incidents.h).
constexpr int kConnects = 60, kFiles = 10000;
constexpr int kPause = 20, kSiegePause = 84;      // ms between connects
constexpr const char* kMounted = "/mnt/targets";  // where the container has the directory
constexpr auto kLastAlertWithin = std::chrono::milliseconds(1500);

// Reads alerts as they come, so that the daemon never waits for its reader.
class Collector {
public:
    explicit Collector(Daemon& daemon) : reader_([this, &daemon] { read(daemon); }) {}

    // The wall clock in seconds when the first alert about each target came.
    std::map<int, double> finish() {
        std::this_thread::sleep_for(kLastAlertWithin);
        stop_ = true;
        reader_.join();
        return seen_;
    }
    std::size_t others() const { return others_; }

private:
    void read(Daemon& daemon) {
        while (!stop_) {
            const std::string alert = daemon.next_alert(100);
            const int target = alert.empty() ? -1 : target_of(alert);
            if (target >= 0) seen_.try_emplace(target, static_cast<double>(base::realtime_ns()) * 1e-9);
            others_ += !alert.empty() && target < 0;
        }
    }

    std::map<int, double> seen_;
    std::size_t others_ = 0;
    std::atomic<bool> stop_{false};
    std::thread reader_;
};

std::vector<std::string> words(const char* what, int pause_ms) {
    return {what, std::to_string(kConnects), std::to_string(pause_ms), kMounted, "0"};
}

// A container of its own for each part: each has its own folds.
Stand stand_with(const Targets& targets) { return Stand({{targets.directory(), kMounted, false}}); }

void latency(const Targets& targets, Daemon& daemon) {
    Stand stand = stand_with(targets);
    Collector collector(daemon);
    const auto asked = stand.run(words("connect", kPause), -1);
    const auto seen = collector.finish();
    std::vector<double> us;
    for (const auto& [target, when] : seen)
        if (target < static_cast<int>(asked.size())) us.push_back((when - asked[target]) * 1e6);
    std::sort(us.begin(), us.end());
    const std::string value = us.empty()
                                  ? "no alert came"
                                  : fmt::format("median {:.0f} us, p99 {:.0f} us, {} of {} alerted",
                                                spread_of(us).median, us[us.size() * 99 / 100], us.size(), kConnects);
    print_figure("connect to a runtime's socket -> alert line read", value);
}

struct Flood {
    const char* what;
    std::string path;
    int files;
};

void siege(const Targets& targets, Daemon& daemon, const Flood& flood) {
    Stand stand = stand_with(targets);
    const double lost = daemon.metric("overboard_events_dropped_total");
    Collector collector(daemon);
    auto command = words("siege", kSiegePause);
    command.insert(command.end(), {flood.path, std::to_string(flood.files)});
    const auto answers = stand.run(command);
    const auto seen = collector.finish();
    const auto opens = answers.back() / (kConnects * kSiegePause * 1e-3);
    print_figure(fmt::format("runtime-socket alerts, flood of {}", flood.what),
                 fmt::format("{} of {}, {:.0f} opens/s", seen.size(), kConnects, opens), "all",
                 seen.size() == static_cast<std::size_t>(kConnects));
    print_figure("  records lost and counted meanwhile",
                 fmt::format("{:.0f}", daemon.metric("overboard_events_dropped_total") - lost));
    print_figure("  other alerts meanwhile", fmt::format("{}", collector.others()));
}

}  // namespace

void measure_alerting() {
    const Targets targets(kConnects, kFiles);
    Daemon daemon;
    print_heading("alerts, by overboard run with the shipped rules");
    latency(targets, daemon);
    siege(targets, daemon, {"an own file", kOwnFile, 0});
    siege(targets, daemon, {"10,000 host files", std::string(kMounted) + "/many", kFiles});
}

}  // namespace overboard::bench
