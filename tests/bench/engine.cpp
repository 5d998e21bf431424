// SPDX-License-Identifier: Apache-2.0
#include "engine.h"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>

#include "engine/compiled.h"
#include "engine/judge.h"
#include "engine/kernel_filter.h"
#include "engine/rule_files.h"
#include "figures.h"
#include "machine.h"
#include "synthetic_rules.h"
#include "verdicts.h"

namespace overboard::bench {
namespace {

constexpr int kPasses = 40, kCountedPasses = 2, kPatience = 40;
constexpr double kOwn = 0.9;  // of a core: less, and what is measured is who shares it
constexpr std::chrono::milliseconds kBreath{500};
constexpr double kGoal = 3e6;                            // events per second and core
constexpr const char* kFalco = "OVERBOARD_BENCH_RULES";  // a directory of Falco's rule files
constexpr const char* kShipped = OVERBOARD_SOURCE_DIR "/rules";

struct Rules {
    std::unique_ptr<engine::Judge> judge;
    std::size_t count = 0;
    double yaml_ms = 0, compile_ms = 0;
};

Rules load(const std::string& path) {
    Rules out;
    std::vector<engine::Diagnostic> diagnostics;
    const std::string paths[] = {path};
    const double begun = cpu_ns();
    const auto definitions = engine::read_rule_files(paths, diagnostics);
    const double read = cpu_ns();
    auto compiled = engine::compile_rules(definitions, {}, diagnostics);
    for (const auto& d : diagnostics)
        if (d.severity == engine::Diagnostic::Severity::error) throw std::runtime_error(to_string(d));
    out.count = compiled.rules.size();
    auto filter = engine::derive_filter(compiled.compiled);
    out.judge = std::make_unique<engine::Judge>(std::move(compiled), std::move(filter), "");
    out.yaml_ms = (read - begun) / 1e6;
    out.compile_ms = (cpu_ns() - read) / 1e6;
    return out;
}

Rules load_synthetic(int count) {
    const auto path = std::filesystem::temp_directory_path() / fmt::format("overboard-bench-{}.yaml", getpid());
    std::ofstream(path) << synthetic_rules(count);
    auto out = load(path);
    std::filesystem::remove(path);
    return out;
}

// Who shares a core comes and goes: a while for it to be ours.
Core core_to_oneself() {
    for (int i = 0; i < kPatience && core_now().share < kOwn; ++i) std::this_thread::sleep_for(kBreath);
    return core_now();
}

void print_core() {
    const auto core = core_to_oneself();
    print_figure("this core now", fmt::format("{:.2f} GHz, {:.0f} % of it left by who shares it", core.ghz,
                                              100 * std::min(core.share, 1.0)));
}

// Of many passes the quickest quarter's bound: neighbours on the core only ever add.
Pass measure(const Capture& capture, engine::Judge* judge) {
    std::vector<double> times;
    pass(capture, judge);  // warms caches, and RE2's
    Pass last;
    for (int i = 0; i < kPasses; ++i) times.push_back((last = pass(capture, judge)).ns);
    last.ns = spread_of(times).low / static_cast<double>(capture.records());
    return last;
}

double row(const Capture& capture, const std::string& what, const Rules& rules, const std::string& beside, bool goal) {
    core_to_oneself();
    const auto found = measure(capture, rules.judge.get());
    const double unmatched = static_cast<double>(capture.records() - found.matched);
    const auto value =
        fmt::format("{:.2f} M/s ({:.0f} ns; {:.1f} % match; {:.3f} allocations where none does){}", 1e3 / found.ns,
                    found.ns, 100.0 * static_cast<double>(found.matched) / capture.records(),
                    static_cast<double>(found.allocations) / unmatched, beside);
    if (goal)
        print_figure(what, value, "over 3 M/s", 1e9 / found.ns > kGoal);
    else
        print_figure(what, value);
    return found.ns;
}

void falco(const Capture& capture) {
    const char* directory = std::getenv(kFalco);
    if (!directory) {
        fmt::print("  Falco's rules: left out, {} names no directory of them\n", kFalco);
        return;
    }
    const auto rules = load(directory);
    row(capture, fmt::format("Falco's files, {} rules, all on", rules.count), rules,
        "; Falco itself, published: 1.0 M/s stable, 0.27 M/s all", false);
}

}  // namespace

void measure_engine() {
    const auto capture = Capture::live();
    print_heading(fmt::format("record to verdict, one thread, {} records of {}, made live with push-down off: {}",
                              capture.records(), capture.path(), capture.mix()));
    print_core();
    print_figure("decode and enrich alone", fmt::format("{:.0f} ns", measure(capture, nullptr).ns));
    const auto shipped = load(kShipped);
    row(capture, fmt::format("shipped, {} rules", shipped.count), shipped, "", true);
    falco(capture);
    print_core();
    const auto few = load_synthetic(50), more = load_synthetic(500), many = load_synthetic(2000);
    const double least = row(capture, "synthetic, 50 rules", few, "", false);
    row(capture, "synthetic, 500 rules", more, "", false);
    const double most = row(capture, "synthetic, 2,000 rules", many, "", false);
    print_figure("2,000 rules cost more than 50 by", fmt::format("{:.0f} %", 100 * (most / least - 1)), "under 50 %",
                 most < 1.5 * least);
    print_figure("compiling 2,000 rules", fmt::format("{:.0f} ms", many.compile_ms), "under 100 ms",
                 many.compile_ms < 100);
    print_figure("and reading their YAML", fmt::format("{:.0f} ms", many.yaml_ms));
}

void pass_few(bool with_rules) {
    const auto capture = Capture::live();
    const auto shipped = with_rules ? load(kShipped) : Rules{};
    for (int i = 0; i < kCountedPasses; ++i) pass(capture, shipped.judge.get());
    fmt::print("{} records, {} rules\n", kCountedPasses * capture.records(), shipped.count);
}

}  // namespace overboard::bench
