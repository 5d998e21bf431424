// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/yaml.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/config.h"
#include "sensor/preflight.h"

namespace overboard::cli {
namespace {

using Diagnostics = std::vector<engine::Diagnostic>;
constexpr std::size_t max_config_bytes = 1 << 20;

// Rule files are lists, the configuration is a map.
bool is_configuration(const std::string& path) {
    const auto text = base::read_file(path, max_config_bytes);
    if (!text) return false;
    try {
        return YAML::Load(*text).IsMap();
    } catch (const YAML::Exception&) {
        return false;  // the rules' own reader says what is wrong
    }
}

std::size_t check_rules(const std::vector<std::string>& paths, Diagnostics& diagnostics) {
    if (paths.empty()) return 0;
    const auto engine = engine::Engine::load(paths, {}, diagnostics);
    if (!engine && std::ranges::none_of(
                       diagnostics, [](const auto& d) { return d.severity == engine::Diagnostic::Severity::error; }))
        diagnostics.push_back({engine::Diagnostic::Severity::error, paths.front(), 0, 0, engine.error().message, ""});
    return engine ? (*engine)->rules().size() : 0;
}

void check_configuration(const std::string& path, Diagnostics& diagnostics) {
    Surroundings around = Surroundings::here();
    around.environment = [](const char*) -> const char* { return nullptr; };
    (void)resolve({path, {}}, around, diagnostics);
}

int check(const std::vector<std::string>& paths, bool strict) {
    Diagnostics diagnostics;
    std::vector<std::string> rule_paths;
    for (const std::string& path : paths) {
        if (is_configuration(path))
            check_configuration(path, diagnostics);
        else
            rule_paths.push_back(path);
    }
    const std::size_t rules = check_rules(rule_paths, diagnostics);
    bool good = true;
    for (const auto& diagnostic : diagnostics) {
        std::puts(base::printable(to_string(diagnostic)).c_str());
        good = good && diagnostic.severity != engine::Diagnostic::Severity::error;
    }
    for (const std::string& sentence :
         strict ? sensor::obstacles(sensor::judge(sensor::gather_facts())) : std::vector<std::string>{}) {
        std::printf("not observable here: %s\n", sentence.c_str());
        good = false;
    }
    if (good && !rule_paths.empty()) std::printf("%zu rules load\n", rules);
    return good ? fine : failed;
}

}  // namespace

void setup_check(CLI::App& command, int& exit) {
    const auto paths = std::make_shared<std::vector<std::string>>();
    const auto strict = std::make_shared<bool>(false);
    command.add_option("PATH", *paths, "Rule files, directories of them, configuration files.")->required();
    command.add_flag("--strict", *strict, "Fail as well when this node cannot observe what the rules need.");
    command.callback([&exit, paths, strict] { exit = check(*paths, *strict); });
}

}  // namespace overboard::cli
