// SPDX-License-Identifier: Apache-2.0
#include "sensor/ruleset.h"

namespace overboard::sensor {

base::Result<Ruleset> load_ruleset(const Settings& settings, std::vector<engine::Diagnostic>& diagnostics) {
    if (settings.rules.empty())
        return base::fail("no rules: none were installed with this program; name some with --rules PATH");
    auto redactor = base::Redactor::make(settings.redact);
    if (!redactor) return tl::unexpected(redactor.error());
    auto engine = engine::Engine::load(settings.rules, settings.load, diagnostics);
    if (!engine) return tl::unexpected(engine.error());
    if ((*engine)->rules().empty())
        return base::fail(
            "no rules: the files named hold none, so that nothing could be detected; name others with --rules");
    return Ruleset{std::move(*engine), std::move(*redactor), settings.judge_host};
}

}  // namespace overboard::sensor
