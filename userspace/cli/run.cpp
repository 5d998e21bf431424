// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>

#include "base/log.h"
#include "cli/command.h"
#include "cli/config.h"
#include "sensor/sensor.h"

namespace overboard::cli {
namespace {

struct Options {
    std::string config;
    std::map<std::string, std::string> texts;  // by settings key
    std::vector<std::string> rules;
    bool print_config = false, verbose = false;
};

void say(const std::vector<engine::Diagnostic>& diagnostics) {
    for (const auto& diagnostic : diagnostics) base::log::error("{}", to_string(diagnostic));
}

Given given(const Options& options, const Arguments& command) {
    Given out{options.config, {}};
    for (const auto& [key, text] : options.texts)
        if (command.said(std::string{find_setting(key)->flag})) out.flags[key] = {text, {}, {}};
    if (!options.rules.empty()) out.flags["rules.paths"] = {"", options.rules, {}};
    if (options.verbose) out.flags["verbose"] = {"true", {}, {}};
    return out;
}

base::Result<sensor::Settings> reload(const Given& flags, const Surroundings& around) {
    std::vector<engine::Diagnostic> diagnostics;
    auto config = resolve(flags, around, diagnostics);
    say(diagnostics);
    if (!config) return base::fail("the configuration has errors, see above");
    return std::move(config->settings);
}

int run(const Given& flags, bool print_only) {
    const Surroundings around = Surroundings::here();
    std::vector<engine::Diagnostic> diagnostics;
    auto config = resolve(flags, around, diagnostics);
    say(diagnostics);
    if (!config) return misused;
    if (print_only) return std::fputs(print(*config).c_str(), stdout), fine;
    if (config->settings.verbose)
        base::log::configure({.level = base::log::Level::debug, .json = false, .colour = false});
    return sensor::run(std::move(config->settings), {[&] { return reload(flags, around); }});
}

}  // namespace

void setup_run(Arguments& command) {
    const auto options = std::make_shared<Options>();
    command.option("--config", &options->config, "Configuration file, instead of /etc/overboard/config.yaml.", "FILE")
        .last();
    for (const Setting& row : settings_table()) {
        const std::string flag{row.flag}, doc{row.doc};
        if (flag.empty()) continue;
        if (row.key == "verbose")
            command.flag(flag, options->verbose, doc);
        else if (row.form == Form::list)
            command.option(flag, &options->rules, doc, "PATH").each();
        else
            command.option(flag, &options->texts[std::string{row.key}], doc, "VALUE").last();
    }
    command.flag("--print-config", options->print_config, "Show each setting and where it comes from, and end.");
    command.runs([command, options] { return run(given(*options, command), options->print_config); });
}

}  // namespace overboard::cli
