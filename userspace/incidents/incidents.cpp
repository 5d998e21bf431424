// SPDX-License-Identifier: Apache-2.0
#include "incidents/incidents.h"

#include "incidents/build.h"
#include "incidents/folds.h"
#include "incidents/identity.h"

namespace overboard::incidents {

struct Incidents::State {
    Settings settings;
    const base::Redactor& redactor;
    Emit emit;
    Folds folds;
    std::uint64_t folded = 0;
};

Incidents::Incidents(Settings settings, const base::Redactor& redactor, Emit emit) {
    const Folds::Limits limits{settings.fold_window_ns, settings.max_distinct, settings.max_folds};
    state_.reset(new State{std::move(settings), redactor, emit, Folds(limits, emit)});
}
Incidents::~Incidents() = default;

void Incidents::raise(const engine::Finding& finding, const enrich::Ancestry& ancestry) {
    State& s = *state_;
    const auto now = static_cast<std::int64_t>(finding.seen->event->record->time_ns);
    s.folds.tick(now);  // in a replay, event time is the only clock
    const std::string group = group_key(finding);
    std::string key = dedup_key(finding);
    // Many different objects of one rule in one container (a scan, a flood of generated commands) share one key.
    if (!s.folds.is_open(key) && s.folds.is_full(group)) key = group;
    const auto make = [&] { return build_alert(finding, ancestry, s.settings, s.redactor, key); };
    if (s.folds.is_open(key)) {
        s.folds.repeat(key, 1 + std::uint64_t{finding.seen->event->record->folded}, make);
        ++s.folded;
        return;
    }
    s.folds.open(key, group, now);
    s.emit(make());
}

void Incidents::tick(std::uint64_t boot_ns) { state_->folds.tick(static_cast<std::int64_t>(boot_ns)); }
void Incidents::flush() { state_->folds.flush(); }
std::uint64_t Incidents::folded() const { return state_->folded; }
std::size_t Incidents::open() const { return state_->folds.size(); }
std::uint64_t Incidents::opened() const { return state_->folds.opened(); }

}  // namespace overboard::incidents
