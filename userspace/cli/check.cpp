// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/excerpt.h"
#include "sensor/preflight.h"

namespace overboard::cli {
namespace {

using engine::Diagnostic;
using engine::Observability;
using Json = nlohmann::ordered_json;
constexpr std::size_t max_config_bytes = 1 << 20;

struct Options {
    std::vector<std::string> paths;
    bool strict = false, verbose = false, json = false;
};

struct Report {
    std::vector<Diagnostic> diagnostics;
    std::vector<engine::Rule> rules;
    std::vector<std::string> obstacles;  // what this node lacks, asked for with --strict
    bool has_rules = false;

    std::size_t count(Diagnostic::Severity severity) const {
        return static_cast<std::size_t>(std::ranges::count(diagnostics, severity, &Diagnostic::severity));
    }
    std::size_t count(Observability::State state) const {
        return static_cast<std::size_t>(
            std::ranges::count_if(rules, [&](const auto& rule) { return rule.observability.state == state; }));
    }
    bool good(bool strict) const {
        if (count(Diagnostic::Severity::error)) return false;
        return !strict || (obstacles.empty() && count(Observability::State::never) == 0);
    }
};

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

void check_rules(const std::vector<std::string>& paths, Report& report) {
    engine::LoadOptions options;
    options.notes = true;
    const auto engine = engine::Engine::load(paths, options, report.diagnostics);
    if (!engine && report.count(Diagnostic::Severity::error) == 0)
        report.diagnostics.push_back({Diagnostic::Severity::error, paths.front(), 0, 0, engine.error().message, ""});
    if (engine) report.rules.assign((*engine)->rules().begin(), (*engine)->rules().end());
    // Said at length here.
    std::erase_if(report.diagnostics,
                  [](const auto& d) { return d.severity == Diagnostic::Severity::note && d.file.empty(); });
}

void check_configuration(const std::string& path, Report& report) {
    Surroundings around = Surroundings::here();
    around.environment = [](const char*) -> const char* { return nullptr; };
    (void)resolve({path, {}}, around, report.diagnostics);
}

Report examine(const Options& options) {
    Report report;
    std::vector<std::string> rule_paths;
    for (const std::string& path : options.paths) {
        if (is_configuration(path))
            check_configuration(path, report);
        else
            rule_paths.push_back(path);
    }
    report.has_rules = !rule_paths.empty();
    if (report.has_rules) check_rules(rule_paths, report);
    std::ranges::stable_sort(report.diagnostics, [](const Diagnostic& a, const Diagnostic& b) {
        return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
    });
    if (options.strict) report.obstacles = sensor::obstacles(sensor::judge(sensor::gather_facts()));
    return report;
}

std::string joined(const std::vector<std::string>& items) {
    std::string out;
    for (const auto& item : items) out += (out.empty() ? "" : "; ") + item;
    return base::printable(out);
}

void print_rules(const Report& report, Observability::State state, const char* title) {
    for (const auto& rule : report.rules)
        if (rule.observability.state == state)
            std::printf("%s: %s (%s:%d): %s\n", title, base::printable(rule.name).c_str(),
                        base::printable(rule.file).c_str(), rule.line, joined(rule.observability.reasons).c_str());
}

void print_summary(const Report& report, bool listed) {
    using enum Observability::State;
    const auto partly_seen = report.count(partly), never_seen = report.count(never);
    std::printf("%zu rules load", report.rules.size());
    if (partly_seen + never_seen > 0)
        std::printf(": %zu are observed whole, %zu in part, %zu not at all", report.count(whole), partly_seen,
                    never_seen);
    std::puts("");
    const auto notes = report.count(Diagnostic::Severity::note);
    if (notes > 0 && !listed)
        std::printf("%zu notes on unused, hidden and replaced names: --verbose lists them\n", notes);
}

void print_text(const Report& report, const Options& options) {
    const bool listed = options.verbose || options.strict;
    Excerpts excerpts;
    for (const auto& diagnostic : report.diagnostics) {
        const bool note = diagnostic.severity == Diagnostic::Severity::note;
        if (note && !listed) continue;
        std::puts(base::printable(to_string(diagnostic)).c_str());
        if (!note) std::fputs(excerpts.of(diagnostic).c_str(), stdout);
    }
    print_rules(report, Observability::State::never, "not observed");
    if (listed) print_rules(report, Observability::State::partly, "observed in part");
    for (const std::string& sentence : report.obstacles) std::printf("not observable here: %s\n", sentence.c_str());
    if (report.has_rules && report.count(Diagnostic::Severity::error) == 0) print_summary(report, listed);
}

void print_json(const Report& report, bool good) {
    Json out = {{"good", good}, {"rules", report.rules.size()}};
    for (const auto state : {Observability::State::whole, Observability::State::partly, Observability::State::never})
        out["observed"][state_name(state)] = report.count(state);
    out["diagnostics"] = Json::array();
    for (const auto& d : report.diagnostics)
        out["diagnostics"].push_back({{"severity", severity_name(d.severity)},
                                      {"file", d.file},
                                      {"line", d.line},
                                      {"column", d.column},
                                      {"message", d.message},
                                      {"hint", d.hint}});
    out["not_whole"] = Json::array();
    for (const auto& rule : report.rules)
        if (rule.observability.state != Observability::State::whole)
            out["not_whole"].push_back({{"rule", rule.name},
                                        {"id", rule.id},
                                        {"file", rule.file},
                                        {"line", rule.line},
                                        {"observed", state_name(rule.observability.state)},
                                        {"reasons", rule.observability.reasons}});
    out["obstacles"] = report.obstacles;
    std::puts(out.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
}

int check(const Options& options) {
    const Report report = examine(options);
    const bool good = report.good(options.strict);
    if (options.json)
        print_json(report, good);
    else
        print_text(report, options);
    return good ? fine : failed;
}

}  // namespace

void setup_check(Arguments& command) {
    const auto options = std::make_shared<Options>();
    command.option("PATH", &options->paths, "Rule files, directories of them, configuration files.").required();
    command.flag("--strict", options->strict,
                 "Fail as well when a rule cannot be observed, or this node cannot observe what the rules need.");
    command.flag("--verbose", options->verbose, "List notes and the rules that are observed in part.");
    command.flag("--json", options->json, "One JSON object.");
    command.runs([options] { return check(*options); });
}

}  // namespace overboard::cli
