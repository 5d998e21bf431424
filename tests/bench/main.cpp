// SPDX-License-Identifier: Apache-2.0
#include <spdlog/fmt/fmt.h>

#include <exception>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>

#include "alerting.h"
#include "daemon.h"
#include "engine.h"
#include "engine/engine.h"
#include "footprint.h"
#include "hooks.h"
#include "machine.h"
#include "overhead.h"
#include "profile.h"
#include "push_down.h"
#include "stand.h"
#include "support/agent.h"

namespace overboard::bench {
namespace {

constexpr int kRounds = 9, kProcesses = 5000, kStarts = 3;

source::KernelFilter shipped_filter() {
    const std::string paths[] = {OVERBOARD_SOURCE_DIR "/rules"};
    std::vector<engine::Diagnostic> diagnostics;
    auto rules = engine::Engine::load(paths, {}, diagnostics);
    if (!rules) throw std::runtime_error(rules.error().message);
    return (*rules)->kernel_filter();
}

struct Part {
    const char *name, *does;
    bool by_default;
    std::function<void()> measure;
};

const Part kParts[] = {
    {"overhead", "what operations in a container cost more", true,
     [] { compare_overhead(kRounds, [] { return std::make_unique<Daemon>(kReaderCore); }); }},
    {"pushdown", "what an open costs with push-down and without", true,
     [] { compare_push_down(kRounds, shipped_filter()); }},
    {"start", "until attached and scanned, with 5,000 processes", true, [] { measure_start(kProcesses, kStarts); }},
    {"standing", "processor time per refused open, memory, idle", true, measure_standing},
    {"alerting", "latency, and what is seen during a flood", true, measure_alerting},
    {"engine", "events per second through decode, enrich and rules", true, measure_engine},
    {"enriched", "engine's recording without rules, for instructions", false, [] { pass_few(false); }},
    {"judged", "engine's recording with the shipped rules, for instructions", false, [] { pass_few(true); }},
    {"hooks", "what the programs take for each kind of call that is watched", false, [] { hooks(shipped_filter()); }},
    {"profile", "which BPF program takes how long", false, [] { profile(shipped_filter()); }},
};

int usage() {
    fmt::print("usage: bench [PART...]\n");
    for (const auto& part : kParts)
        fmt::print("  {:<10}{}{}\n", part.name, part.does, part.by_default ? "" : " (by name)");
    return 2;
}

int run(const std::vector<std::string>& wanted) {
    for (const auto& name : wanted)
        if (std::none_of(std::begin(kParts), std::end(kParts), [&](const Part& p) { return name == p.name; }))
            return usage();
    fmt::print("{}\n", machine());
    for (const auto& part : kParts)
        if (wanted.empty() ? part.by_default : std::find(wanted.begin(), wanted.end(), part.name) != wanted.end())
            part.measure();
    return 0;
}

}  // namespace
}  // namespace overboard::bench

int main(int argc, char** argv) try {
    if (const int status = overboard::test::inside_main(argc, argv); status >= 0) return status;
    return overboard::bench::run({argv + 1, argv + argc});
} catch (const std::exception& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return 1;
}
