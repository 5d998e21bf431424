// SPDX-License-Identifier: Apache-2.0
#include "sensor/intake.h"

#include <cstring>
#include <vector>

#include "base/log.h"

namespace overboard::sensor {
namespace {

template <class T>
bool load(std::span<const std::byte> bytes, T& out) {
    if (bytes.size() != sizeof out) return false;
    std::memcpy(&out, bytes.data(), sizeof out);
    return true;
}

std::span<const source::Scanned> scanned(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const source::Scanned*>(bytes.data()), bytes.size() / sizeof(source::Scanned)};
}

}  // namespace

// With a recorder, what is judged is what is kept: a record without its secrets. So the replay judges the same.
void Intake::take(source::EntryKind kind, std::span<const std::byte> bytes) {
    if (!recorder_) return give(kind, bytes);
    std::vector<source::Scanned> running;
    if (kind == source::EntryKind::scanned) {
        const auto found = scanned(bytes);
        running.assign(found.begin(), found.end());
        for (auto& process : running) recorder_->clean_name(process.task.comm);
        bytes = std::as_bytes(std::span{running});
    }
    const bool is_record = kind == source::EntryKind::record;
    const auto clean = is_record ? recorder_->clean(bytes) : bytes;
    if (is_record && clean.empty()) return give(kind, bytes);
    give(kind, clean);
    recorder_->keep(kind, clean);
}

void Intake::give(source::EntryKind kind, std::span<const std::byte> bytes) {
    using enum source::EntryKind;
    switch (kind) {
        case record:
            return pipeline_.record(bytes);
        case scanned:
            return enricher_.adopt(sensor::scanned(bytes));
        case mounts:
            return enricher_.refresh_mounts();
        case tick:
            if (source::Moment now; load(bytes, now)) this->tick(now);
            return;
        case losses:
            if (LossWatch::Losses now; load(bytes, now)) losses_ = now;
            return;
        case reloaded:
            return pipeline_.sum_up();
        case end:
            return pipeline_.flush();
        case header:
        case answer:
        case started:
            return;
    }
}

void Intake::tick(const source::Moment& now) {
    const auto offset_ns = static_cast<std::uint64_t>(now.wall_ns) - now.boot_ns;
    const auto step_ns = enricher_.follow_clock(static_cast<std::int64_t>(offset_ns));
    if (step_ns != 0)
        base::log::warning("the wall clock was set by {:+.3f} s; alerts bear the new time from now on",
                           static_cast<double>(step_ns) / 1e9);
    const LossWatch::Clock::time_point when{std::chrono::nanoseconds(now.boot_ns)};
    for (const std::string& sentence : watch_.look(losses_, when)) base::log::warning("{}", sentence);
    pipeline_.tick(now);
}

}  // namespace overboard::sensor
