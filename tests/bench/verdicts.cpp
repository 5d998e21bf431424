// SPDX-License-Identifier: Apache-2.0
#include "verdicts.h"

#include <spdlog/fmt/fmt.h>
#include <time.h>

#include <optional>
#include <stdexcept>

#include "allocations.h"
#include "decode/decoder.h"
#include "enrich/enricher.h"
#include "sensor/answers.h"

namespace overboard::bench {
namespace {

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

    // All that a record costs, and nothing else: tests/bench/instructions counts what this function executes.
    [[gnu::noinline]] void record(std::span<const std::byte> bytes) {
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

}  // namespace

double cpu_ns() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

Pass pass(const Capture& capture, engine::Judge* judge) {
    Line line(judge);
    capture.each([&](source::EntryKind kind, std::span<const std::byte> bytes) { line.take(kind, bytes); });
    return line.done();
}

}  // namespace overboard::bench
