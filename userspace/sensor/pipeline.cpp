// SPDX-License-Identifier: Apache-2.0
#include "sensor/pipeline.h"

#include "base/clock.h"
#include "base/log.h"
#include "engine/rule.h"

namespace overboard::sensor {

namespace {

baseline::Verdict verdict_of(const std::optional<engine::Finding>& finding) {
    if (!finding) return baseline::Verdict::silent;
    return finding->rule->priority <= engine::Priority::warning ? baseline::Verdict::alarming : baseline::Verdict::mild;
}

}  // namespace

Pipeline::Pipeline(Parts parts, Ruleset rules) : parts_(std::move(parts)), rules_(std::move(rules)) {
    start_incidents();
    parts_.enricher.hash_executables(rules_.engine->reads("proc.exe_sha256"));
}

Pipeline::~Pipeline() = default;

void Pipeline::record(std::span<const std::byte> bytes) {
    if (!held_.take(bytes, [this](auto held) { judge(held); })) judge(bytes);
}

void Pipeline::judge(std::span<const std::byte> bytes) {
    const decode::Event* event = decoder_.decode(bytes);
    if (!event) return malformed();
    ++parts_.counts.events[event->kind()];
    enrich::Observation seen = parts_.enricher.observe(*event);
    auto* baseline = parts_.baseline;
    if (baseline) seen.habits = baseline->look(seen, parts_.enricher);
    if (!seen.container && !rules_.judge_host) return;
    const auto finding = rules_.engine->judge(seen, parts_.enricher);
    if (baseline) baseline->judged(seen, parts_.enricher, verdict_of(finding), *rules_.redactor);
    if (!finding) return;
    judging_ns_ = event->record->time_ns;
    incidents_->raise(*finding, parts_.enricher);
    judging_ns_ = 0;
}

void Pipeline::sum_up() {
    incidents_->flush();
    parts_.counts.former_folded += incidents_->folded();
    parts_.counts.former_incidents += incidents_->opened();
    start_incidents();
}

void Pipeline::use(Ruleset rules) {
    sum_up();
    const auto matches = rules_.engine->matches();
    for (std::size_t i = 0; i < matches.size(); ++i) {
        const engine::Rule& rule = rules_.engine->rules()[i];
        parts_.counts.former_matches[{rule.id, engine::priority_name(rule.priority)}] += matches[i];
    }
    incidents_.reset();  // it borrows the former redactor
    rules_ = std::move(rules);
    start_incidents();
    parts_.enricher.hash_executables(rules_.engine->reads("proc.exe_sha256"));
}

void Pipeline::tick(const source::Moment& now) {
    held_.release(now.boot_ns, [this](auto held) { judge(held); });
    incidents_->tick(now.boot_ns);
}

void Pipeline::flush() {
    held_.flush([this](auto held) { judge(held); });
    incidents_->flush();
}

std::uint64_t Pipeline::folded() const { return parts_.counts.former_folded + incidents_->folded(); }
std::size_t Pipeline::open_incidents() const { return incidents_->open(); }
std::uint64_t Pipeline::all_incidents() const { return parts_.counts.former_incidents + incidents_->opened(); }

void Pipeline::start_incidents() {
    incidents_ = std::make_unique<incidents::Incidents>(parts_.identity, *rules_.redactor,
                                                        [this](const incidents::Alert& alert) { emit(alert); });
    parts_.counts.loaded_at_ns = base::realtime_ns();
}

void Pipeline::emit(const incidents::Alert& alert) {
    parts_.deliver(alert);
    if (alert.kernel_ns != judging_ns_) return;  // a summary of repeats: its time says nothing of detection
    const double seconds = static_cast<double>(base::boottime_ns() - judging_ns_) / 1e9;
    parts_.metrics.observe("overboard_detection_latency_seconds", seconds);
}

// A malformed record means that kernel side and daemon disagree: said once a reason, counted each time.
void Pipeline::malformed() {
    if (parts_.counts.malformed[decoder_.why()]++ == 0)
        base::log::error("a record from the kernel was malformed ({}) and is skipped; further ones are only counted",
                         decoder_.why());
}

}  // namespace overboard::sensor
