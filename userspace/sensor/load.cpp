// SPDX-License-Identifier: Apache-2.0
#include "sensor/load.h"

#include "base/log.h"
#include "baseline/file.h"
#include "sensor/outputs.h"

namespace overboard::sensor {
namespace {

namespace log = base::log;

void say(const engine::Diagnostic& diagnostic) {
    using Severity = engine::Diagnostic::Severity;
    if (diagnostic.severity == Severity::error)
        log::error("{}", to_string(diagnostic));
    else if (diagnostic.severity == Severity::note)
        log::info("{}", to_string(diagnostic));
    else
        log::warning("{}", to_string(diagnostic));
}

base::Result<Ruleset> load_rules(const Settings& settings) {
    std::vector<engine::Diagnostic> diagnostics;
    auto rules = load_ruleset(settings, diagnostics);
    for (const auto& diagnostic : diagnostics) say(diagnostic);
    return rules;
}

base::Result<baseline::Store> shipped_habits(const Settings& settings) {
    if (settings.baseline_file.empty()) return baseline::Store{};
    return baseline::load(settings.baseline_file);
}

}  // namespace

base::Result<Loaded> load(const Settings& settings, bool colour) {
    auto rules = load_rules(settings);
    if (!rules) return tl::unexpected(rules.error());
    auto outputs = make_outputs(settings, colour);
    if (!outputs) return tl::unexpected(outputs.error());
    auto habits = shipped_habits(settings);
    if (!habits) return tl::unexpected(habits.error());
    return Loaded{std::move(*rules), std::move(*outputs), std::move(*habits)};
}

source::KernelFilter asked_of_kernel(const engine::Engine& engine, const Settings& settings,
                                     const RecordSettings& record) {
    if (record.everything) return source::everything();
    auto filter = engine.kernel_filter();
    filter.config.budget = settings.bulk_events_per_second;
    return filter;
}

}  // namespace overboard::sensor
