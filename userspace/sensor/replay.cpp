// SPDX-License-Identifier: Apache-2.0
#include "sensor/replay.h"

#include "sensor/beginning.h"

namespace overboard::sensor {

Replay::Replay(const source::RecordingHeader& header, Ruleset rules, incidents::Incidents::Emit deliver)
    : header_(header), rules_(std::move(rules)), deliver_(std::move(deliver)) {
    rules_.judge_host = header.judge_host;
}

Replay::~Replay() = default;

// The answers to what an enricher asks at its start come first, so it is made at the first entry after them.
void Replay::start() {
    enrich::Settings settings;
    settings.host_root.clear();
    settings.witness = &memory_;
    enricher_ = std::make_unique<enrich::Enricher>(std::move(settings));
    auto begun = ask_beginning(&memory_, Occasion::start, [] { return Beginning{}; });
    baseline_.emplace(begun.learn, std::move(begun.own), std::move(begun.shipped));
    const incidents::Settings identity{.node = header_.node, .boot_id = header_.boot_id};
    pipeline_ = std::make_unique<Pipeline>(
        Pipeline::Parts{*enricher_, counts_, registry_, identity, deliver_, &*baseline_}, std::move(rules_));
    intake_ = std::make_unique<Intake>(*enricher_, *pipeline_);
}

base::Result<void> Replay::take(const source::Entry& entry) {
    if (entry.kind == source::EntryKind::answer)
        return memory_.learn({reinterpret_cast<const char*>(entry.bytes.data()), entry.bytes.size()});
    if (!intake_) start();
    records_ += entry.kind == source::EntryKind::record;
    intake_->take(entry.kind, entry.bytes);
    if (entry.kind == source::EntryKind::reloaded) {
        auto begun = ask_beginning(&memory_, Occasion::reload, [] { return Beginning{}; });
        baseline_->use(begun.learn, std::move(begun.shipped));
    }
    memory_.forget();
    return {};
}

void Replay::finish() {
    if (intake_) intake_->take(source::EntryKind::end, {});
}

}  // namespace overboard::sensor
