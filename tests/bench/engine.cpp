// SPDX-License-Identifier: Apache-2.0
#include "engine.h"

#include <spdlog/fmt/fmt.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>

#include "allocations.h"
#include "capture.h"
#include "decode/decoder.h"
#include "engine/compiled.h"
#include "engine/judge.h"
#include "engine/kernel_filter.h"
#include "engine/rule_files.h"
#include "enrich/enricher.h"
#include "figures.h"
#include "machine.h"
#include "sensor/answers.h"
#include "synthetic_rules.h"

namespace overboard::bench {
namespace {

constexpr int kPasses = 40;
constexpr double kGoal = 3e6;                            // events per second and core
constexpr const char* kFalco = "OVERBOARD_BENCH_RULES";  // a directory of Falco's rule files

double cpu_ns() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

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

struct Pass {
    double ns = 0;  // of the records alone
    std::size_t matched = 0;
    std::uint64_t allocations = 0;  // while judging what matched nothing
};

// The recording's entries in front of a fresh enricher, which is told what this machine answered then. judge: null
// leaves the rules out.
class Line {
public:
    explicit Line(engine::Judge* judge) : judge_(judge) {}

    void take(source::EntryKind kind, std::span<const std::byte> bytes) {
        const bool is_record = kind == source::EntryKind::record;
        if (is_record != clocked_) clock(is_record);
        if (is_record) return record(bytes);
        if (kind == source::EntryKind::answer)
            return static_cast<void>(memory_.learn({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
        if (!enricher_) start();
        if (kind == source::EntryKind::mounts) enricher_->refresh_mounts();
        if (kind == source::EntryKind::scanned)
            enricher_->adopt(
                {reinterpret_cast<const source::Scanned*>(bytes.data()), bytes.size() / sizeof(source::Scanned)});
        memory_.forget();
    }
    const Pass& done() {
        clock(false);
        return pass_;
    }

private:
    // What is no event is not counted: the machine's answers, its processes at the start, its mount table.
    void clock(bool on) {
        const double now = cpu_ns();
        if (clocked_) pass_.ns += now - since_;
        since_ = now;
        clocked_ = on;
    }
    // The answers to what an enricher asks at its start come first.
    void start() {
        enrich::Settings replay;
        replay.host_root.clear();
        replay.witness = &memory_;
        enricher_.emplace(std::move(replay));
    }

    void record(std::span<const std::byte> bytes) {
        const auto* event = decoder_.decode(bytes);
        if (!event)
            throw std::runtime_error(
                fmt::format("a recorded record is malformed ({}): it is of another build; make the "
                            "recording again with tests/bench/live-recording --again",
                            decoder_.why()));
        const auto& seen = enricher_->observe(*event);
        memory_.forget();
        if (!judge_) return;
        const auto before = allocations();
        const bool matched = judge_->judge(seen, *enricher_).has_value();
        pass_.matched += matched;
        if (!matched) pass_.allocations += allocations() - before;
    }

    engine::Judge* judge_;
    sensor::Recollection memory_;
    std::optional<enrich::Enricher> enricher_;
    decode::Decoder decoder_;
    bool clocked_ = false;
    double since_ = 0;
    Pass pass_;
};

Pass pass(const Capture& capture, engine::Judge* judge) {
    Line line(judge);
    capture.each([&](source::EntryKind kind, std::span<const std::byte> bytes) { line.take(kind, bytes); });
    return line.done();
}

void print_core() {
    const auto core = core_now();
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
    const auto shipped = load(OVERBOARD_SOURCE_DIR "/rules");
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

}  // namespace overboard::bench
