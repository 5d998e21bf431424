// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/near.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/outbox.h"
#include "cli/rules.h"
#include "condition/parser.h"
#include "engine/kernel_share.h"

namespace overboard::cli {
namespace {

using engine::Rule;
using Json = nlohmann::ordered_json;

void tree_lines(const condition::Tree& tree, const std::string& text, std::uint32_t at, std::size_t depth,
                std::string& out) {
    using Kind = condition::Node::Kind;
    const condition::Node& node = tree.nodes[at];
    out += std::string(4 + 2 * depth, ' ');
    if (node.kind == Kind::all)
        out += "all of\n";
    else if (node.kind == Kind::any)
        out += "any of\n";
    else if (node.kind == Kind::negation)
        out += "not\n";
    else
        out += base::printable(text.substr(node.at.offset, node.at.length)) + "\n";
    for (const std::uint32_t child : node.children) tree_lines(tree, text, child, depth + 1, out);
}

std::string condition_tree(const std::string& text) {
    condition::Faults faults;
    const condition::Tree tree = condition::parse(text, 0, faults);
    std::string out;
    if (tree.usable) tree_lines(tree, text, tree.root, 0, out);
    return out.empty() ? "    " + base::printable(text) + "\n" : out;
}

const char* admission(std::uint32_t admit) {
    constexpr const char* words[] = {"none", "all", "only those named below", "all but character devices",
                                     "for writing, else only those named below"};  // enum ob_admit
    return admit < std::size(words) ? words[admit] : "all";
}

std::vector<std::string> kinds(std::uint64_t mask) {
    std::vector<std::string> out;
#define X(upper, lower, ring) \
    if (mask >> OB_KIND_##upper & 1) out.emplace_back(#lower);
    OB_EVENTS(X)
#undef X
    return out;
}

// The filter of this rule alone: what the kernel must send for it to be judged.
std::string kernel_lines(const source::KernelFilter& filter) {
    std::string out = "    events           " + base::join(kinds(filter.config.kinds), ", ") + "\n";
    const auto line = [&](const char* name, const std::string& value) {
        out += std::string{"    "} + name + value + "\n";
    };
    if (filter.config.kinds >> OB_KIND_OPEN & 1) {
        line("opens, own root  ", admission(filter.config.open_own));
        line("opens, mounts    ", admission(filter.config.open_foreign));
        line("opens, denied    ", admission(filter.config.open_denied));
    }
    if (filter.config.kinds >> OB_KIND_CHANGE & 1) {
        line("changes, own root", admission(filter.config.change_own));
        line("changes, mounts  ", admission(filter.config.change_foreign));
    }
    if (filter.config.kinds >> OB_KIND_CONNECT & 1) {
        line("connects, inet   ", admission(filter.config.connect_inet));
        line("connects, unix   ", admission(filter.config.connect_unix));
    }
    std::string names, ports;
    for (const auto& [name, want] : filter.names) names += " " + base::printable(name);
    for (const std::uint16_t port : filter.ports) ports += " " + std::to_string(port);
    if (!names.empty()) line("file names      ", names);
    if (!filter.addresses.empty()) line("addresses        ", std::to_string(filter.addresses.size()));
    if (!ports.empty()) line("ports           ", ports);
    return out;
}

// Every comparison of the condition, and who makes it. The daemon makes all of them, whatever the kernel did before.
std::string share_lines(const engine::KernelShare& share) {
    std::string kernel, daemon;
    for (const auto& part : share.parts) {
        auto& lines = part.in_kernel ? kernel : daemon;
        lines += "        " + base::printable(part.comparison) + (part.in_kernel ? "" : "  (" + part.why + ")") + "\n";
    }
    return (kernel.empty() ? "" : "    narrowed by\n" + kernel) +
           (daemon.empty() ? "" : "    left to the daemon\n" + daemon);
}

// YAML's folded text ends in a line end, which printable() would show.
std::string paragraph(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return base::printable(text);
}

std::string join(const std::vector<std::string>& items, const char* between) {
    std::string out;
    for (const std::string& item : items) out += (out.empty() ? "" : between) + paragraph(item);
    return out;
}

void section(std::string& out, const char* title, const std::string& body) {
    if (!body.empty())
        out += std::string{"\n"} + title + "\n" + (body.starts_with("    ") ? body : "    " + body + "\n");
}

std::string explanation(const Rule& rule, const std::string& kernel) {
    std::string out = base::printable(rule.name) + "  [" + rule.id + "]  " + engine::priority_name(rule.priority) +
                      (rule.enabled ? "" : "  disabled") + "\n    " + paragraph(rule.desc) + "\n";
    section(out, "Condition", condition_tree(rule.condition));
    section(out, "Not observed here", join(rule.observability.reasons, "\n    "));
    section(out, "Speaks at", to_string(rule.threshold));
    section(out, "In the kernel, for this rule alone", kernel);
    section(out, "To fix it in the pod", paragraph(rule.remediation_pod));
    section(out, "To fix it in the application", paragraph(rule.remediation_app));
    section(out, "False positives", join(rule.false_positives, "\n    "));
    section(out, "Concerns", join(rule.tags, " "));
    section(out, "References", join(rule.references, "\n    "));
    section(out, "Written in", base::printable(rule.file) + ":" + std::to_string(rule.line));
    return out;
}

Json kernel_json(const engine::KernelShare& share) {
    const auto& config = share.filter.config;
    Json out = {{"events", kinds(config.kinds)}};
    if (config.kinds >> OB_KIND_OPEN & 1)
        out["opens"] = {{"own_root", admission(config.open_own)},
                        {"mounts", admission(config.open_foreign)},
                        {"denied", admission(config.open_denied)}};
    if (config.kinds >> OB_KIND_CHANGE & 1)
        out["changes"] = {{"own_root", admission(config.change_own)}, {"mounts", admission(config.change_foreign)}};
    if (config.kinds >> OB_KIND_CONNECT & 1)
        out["connects"] = {{"inet", admission(config.connect_inet)}, {"unix", admission(config.connect_unix)}};
    out["file_names"] = Json::array();
    for (const auto& [name, want] : share.filter.names) out["file_names"].push_back(name);
    out["addresses"] = share.filter.addresses.size();
    out["ports"] = share.filter.ports;
    out["comparisons"] = Json::array();
    for (const auto& part : share.parts)
        out["comparisons"].push_back(
            {{"comparison", part.comparison}, {"in_kernel", part.in_kernel}, {"why", part.why}});
    return out;
}

// kernel: null for a rule that is switched off or not observed.
std::string explanation_json(const Rule& rule, const std::optional<engine::KernelShare>& kernel) {
    const Json out = {{"rule", rule.id},
                      {"name", rule.name},
                      {"priority", engine::priority_name(rule.priority)},
                      {"enabled", rule.enabled},
                      {"desc", rule.desc},
                      {"condition", rule.condition},
                      {"threshold", to_string(rule.threshold)},
                      {"observed", state_name(rule.observability.state)},
                      {"reasons", rule.observability.reasons},
                      {"kernel", kernel ? kernel_json(*kernel) : Json{}},
                      {"remediation", {{"pod", rule.remediation_pod}, {"app", rule.remediation_app}}},
                      {"false_positives", rule.false_positives},
                      {"tags", rule.tags},
                      {"references", rule.references},
                      {"file", rule.file},
                      {"line", rule.line}};
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool is_named(const Rule& rule, const std::string& name) { return rule.id == name || rule.name == name; }

int unknown_rule(const std::string& name, std::span<const Rule> rules) {
    base::Nearest near{name};
    for (const Rule& rule : rules) near.offer(rule.id);
    const std::string hint =
        near.name().empty() ? "overboard list rules shows all" : "did you mean " + std::string{near.name()} + "?";
    base::log::error("no rule has the id or name '{}'; {}", name, hint);
    return failed;
}

int explain(const std::string& name, const std::vector<std::string>& paths, const Place& place, bool json) {
    if (is_alert_id(name)) return explain_alert(name, place);
    auto settings = configured(paths);
    if (!settings) return failed;
    const auto all = loaded(*settings);
    if (!all) return failed;
    const auto rules = all->engine->rules();
    const auto rule = std::ranges::find_if(rules, [&](const Rule& r) { return is_named(r, name); });
    if (rule == rules.end()) return unknown_rule(name, rules);
    const auto share = engine::kernel_share(settings->rules, settings->load, rule->id);
    if (json) return std::fputs(explanation_json(*rule, share).c_str(), stdout), fine;
    const std::string kernel = share ? kernel_lines(share->filter) + share_lines(*share) : "";
    return std::fputs(explanation(*rule, kernel).c_str(), stdout), fine;
}

}  // namespace

void setup_explain(Arguments& command) {
    const auto name = std::make_shared<std::string>();
    const auto paths = std::make_shared<std::vector<std::string>>();
    command.option("RULE", name.get(), "A rule's id or name, or the id of an alert raised here.").required();
    command.option("--rules", paths.get(), "Rule files or directories, instead of the configured ones.", "PATH").each();
    const auto json = std::make_shared<bool>(false);
    command.flag("--json", *json, "Of a rule: one JSON object.");
    const auto place = std::make_shared<Place>();
    command.option("--state-dir", &place->state_dir, "Where the daemon keeps its outbox, for an alert.", "DIR");
    command.runs([name, paths, place, json] { return explain(*name, *paths, *place, *json); });
}

}  // namespace overboard::cli
