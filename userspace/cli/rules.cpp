// SPDX-License-Identifier: Apache-2.0
#include "cli/rules.h"

#include "base/log.h"

namespace overboard::cli {
namespace {

void say(const std::vector<engine::Diagnostic>& diagnostics) {
    for (const auto& diagnostic : diagnostics) {
        if (diagnostic.severity == engine::Diagnostic::Severity::error)
            base::log::error("{}", to_string(diagnostic));
        else if (diagnostic.severity == engine::Diagnostic::Severity::warning)
            base::log::warning("{}", to_string(diagnostic));
    }
}

}  // namespace

base::Result<sensor::Settings> configured(const std::vector<std::string>& paths) {
    Given given;
    if (!paths.empty()) given.flags["rules.paths"] = {"", paths, {}};
    std::vector<engine::Diagnostic> diagnostics;
    auto config = resolve(given, Surroundings::here(), diagnostics);
    say(diagnostics);
    if (!config) return base::fail("the configuration has errors, see above");
    return std::move(config->settings);
}

base::Result<sensor::Ruleset> loaded(const sensor::Settings& settings) {
    std::vector<engine::Diagnostic> diagnostics;
    auto rules = sensor::load_ruleset(settings, diagnostics);
    say(diagnostics);
    if (!rules) base::log::error("{}", rules.error().message);
    return rules;
}

}  // namespace overboard::cli
