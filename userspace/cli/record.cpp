// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "base/log.h"
#include "cli/command.h"
#include "cli/config.h"
#include "sensor/sensor.h"

namespace overboard::cli {
namespace {

struct Options {
    std::string config, ready_file;
    std::vector<std::string> rules;
    sensor::RecordSettings record{.only = true, .max_bytes = std::uint64_t{1} << 30};
};

Given given(const Options& options) {
    Given out{options.config, {}};
    if (!options.rules.empty()) out.flags["rules.paths"] = {"", options.rules, {}};
    if (!options.ready_file.empty()) out.flags["ready_file"] = {options.ready_file, {}, {}};
    return out;
}

// A recorder tells nobody what it sees: no sink, no courier.
base::Result<sensor::Settings> settings(const Options& options) {
    std::vector<engine::Diagnostic> diagnostics;
    auto config = resolve(given(options), Surroundings::here(), diagnostics);
    for (const auto& diagnostic : diagnostics) base::log::error("{}", to_string(diagnostic));
    if (!config) return base::fail("the configuration has errors, see above");
    config->settings.sinks.clear();
    config->settings.metrics_listen.clear();
    config->settings.record = options.record;
    return std::move(config->settings);
}

int record(const Options& options) {
    auto found = settings(options);
    if (!found) return misused;
    base::log::info("recording to {}; Ctrl-C ends", options.record.file);
    return sensor::run(std::move(*found), {[&] { return settings(options); }});
}

}  // namespace

void setup_record(Arguments& command) {
    const auto options = std::make_shared<Options>();
    auto& record_settings = options->record;
    command.option("-o,--output", &record_settings.file, "The recording; readable by its owner only.", "FILE")
        .required();
    command.flag("--all", record_settings.everything,
                 "Everything that containers do, not only what the rules ask for: other rules can be tried on it.");
    command.flag("--force", record_settings.force, "Replace the file if it exists.");
    command.option("--max-bytes", &record_settings.max_bytes, "End when the file is about as large; 0: never.")
        .with_default();
    command.option("--seconds", &record_settings.seconds, "End after that time; 0: never.").with_default();
    command.option("--rules", &options->rules, "Rule files or directories, instead of the configured ones.", "PATH")
        .each();
    command.option("--config", &options->config, "Configuration file, instead of /etc/overboard/config.yaml.", "FILE");
    command.option("--ready-file", &options->ready_file, "A file that is created once attached and scanned.", "FILE");
    command.footer("Secrets are taken out of arguments, names and paths before anything is stored.");
    command.runs([options] { return record(*options); });
}

}  // namespace overboard::cli
