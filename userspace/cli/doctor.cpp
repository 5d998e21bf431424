// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/evidence.h"
#include "courier/landlock.h"
#include "courier/launcher.h"
#include "courier/privileges.h"
#include "courier/server.h"
#include "sensor/confine.h"
#include "sensor/preflight.h"
#include "sensor/ruleset.h"

namespace overboard::cli {
namespace {

using sensor::Need;

Need configuration_need(const std::vector<engine::Diagnostic>& diagnostics) {
    Need need{"configuration", diagnostics.empty(), true, "no error", ""};
    if (!need.met)
        need.detail = to_string(diagnostics.front()), need.fix = "correct it; overboard run --print-config shows all";
    return need;
}

Need rules_need(const base::Result<sensor::Ruleset>& rules, const std::vector<engine::Diagnostic>& diagnostics) {
    if (rules) {
        std::string detail = std::to_string(rules->engine->rules().size()) + " load";
        for (const auto& one : diagnostics)
            if (one.severity == engine::Diagnostic::Severity::note) detail += "; " + one.message;
        return {"rules", true, true, detail, ""};
    }
    return {"rules", false, true, rules.error().message, "overboard check shows each fault"};
}

// Of what the kernel lacks also which rules see less for it.
Need evidence_need(const source::Evidence& evidence, const base::Result<sensor::Ruleset>& rules) {
    Need need{"evidence: " + std::string{evidence.name}, evidence.whole, false, evidence.detail, ""};
    if (need.met || !rules) return need;
    const auto ids = resting_on(rules->engine->rules(), evidence);
    need.detail += "; " + std::to_string(ids.size()) + " rules see less: " + base::join(ids, " ");
    need.fix = "nothing, if the workloads cannot use it; else another kernel";
    return need;
}

Need metrics_need(const std::string& listen) {
    if (listen.empty()) return {"metrics address", true, false, "off", ""};
    courier::Address address = *courier::parse_address(listen);
    const auto socket = courier::listen_on(address);
    if (!socket)
        return {"metrics address", false, false, socket.error().message, "or leave it, if that is a running overboard"};
    close(*socket);
    return {"metrics address", true, false, listen + " is free", ""};
}

// A process can only keep what it is started with, and doctor is started as the sensor is.
Need kept_need(const char* name, std::span<const courier::Kept> all) {
    std::string detail;
    for (const auto& kept : all)
        if (courier::holds(kept.capability))
            detail += (detail.empty() ? "CAP_" : "; CAP_") + std::string{kept.name} + ": " + kept.why;
    return {name, true, false, detail.empty() ? "nothing" : detail, ""};
}

Need given_up_need() {
    std::string detail;
    for (const char* lost : sensor::given_up()) detail += (detail.empty() ? "" : "; ") + std::string{lost};
    return {"given up at work", true, false, "once attached, the sensor can no longer " + detail, ""};
}

Need couriers_need() {
    return {"couriers", true, false,
            "no capability at all; the one that listens opens no file and no socket, the one that sends connects, and "
            "reads " +
                std::string(courier::has_landlock() ? "only the files by which names are resolved (Landlock)"
                                                    : "what nobody may read: this kernel has no Landlock"),
            ""};
}

std::vector<Need> examine() {
    const auto facts = sensor::gather_facts();
    std::vector<Need> needs = sensor::judge(facts);
    needs.insert(needs.end(),
                 {kept_need("kept at work", sensor::kept_capabilities(facts.major, facts.minor)), given_up_need(),
                  kept_need("kept to start couriers", courier::kept_by_launchers()), couriers_need()});
    std::vector<engine::Diagnostic> diagnostics;
    const auto config = resolve({}, Surroundings::here(), diagnostics);
    needs.push_back(configuration_need(diagnostics));
    if (!config) return needs;
    std::vector<engine::Diagnostic> faults;
    const auto rules = sensor::load_ruleset(config->settings, faults);
    needs.push_back(rules_need(rules, faults));
    for (const auto& evidence : source::evidence_here()) needs.push_back(evidence_need(evidence, rules));
    needs.push_back(metrics_need(config->settings.metrics_listen));
    return needs;
}

std::string as_json(const Need& need) {
    const nlohmann::ordered_json row = {{"need", need.name},
                                        {"met", need.met},
                                        {"required", need.required},
                                        {"detail", need.detail},
                                        {"fix", need.fix}};
    return row.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string as_text(const Need& need) {
    const char* mark = need.met ? "ok     " : need.required ? "MISSING" : "less   ";
    std::string line =
        std::string{mark} + "  " + need.name + std::string(22 - std::min<std::size_t>(need.name.size(), 21), ' ');
    line += base::printable(need.detail);
    return need.fix.empty() ? line : line + "\n" + std::string(31, ' ') + "do: " + need.fix;
}

int doctor(bool json) {
    bool able = true;
    for (const Need& need : examine()) {
        std::puts((json ? as_json(need) : as_text(need)).c_str());
        able = able && (need.met || !need.required);
    }
    return able ? fine : failed;
}

}  // namespace

void setup_doctor(Arguments& command) {
    const auto json = std::make_shared<bool>(false);
    command.flag("--json", *json, "One JSON object a line.");
    command.runs([json] { return doctor(*json || isatty(STDOUT_FILENO) != 1); });
}

}  // namespace overboard::cli
