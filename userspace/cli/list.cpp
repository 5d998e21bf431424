// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/command.h"
#include "cli/evidence.h"
#include "cli/rules.h"
#include "fields/field.h"
#include "metrics/metrics.h"

namespace overboard::cli {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<Json>;

constexpr const char* field_types[] = {"boolean", "number", "text", "address", "list"};  // by fields::Type
constexpr const char* metric_kinds[] = {"counter", "gauge", "histogram"};                // by metrics::Kind

base::Result<Rows> rules(const std::vector<std::string>& paths) {
    const auto settings = configured(paths);
    if (!settings) return tl::unexpected(settings.error());
    const auto set = loaded(*settings);
    if (!set) return tl::unexpected(set.error());
    Rows rows;
    const auto evidence = source::evidence_here();
    for (const engine::Rule& rule : set->engine->rules()) {
        const auto lacks = lacking(rule, evidence);
        auto reasons = rule.observability.reasons;
        reasons.insert(reasons.end(), lacks.begin(), lacks.end());
        rows.push_back({{"rule", rule.id},
                        {"priority", engine::priority_name(rule.priority)},
                        {"name", rule.name},
                        {"enabled", rule.enabled},
                        {"observed", state_name(rule.observability.state)},
                        {"kernel", evidence.empty() ? "unknown"
                                   : lacks.empty()  ? "whole"
                                                    : "less"},
                        {"tags", rule.tags},
                        {"reasons", std::move(reasons)}});
    }
    return rows;
}

std::string argument_of(const fields::Field& field) {
    if (field.named) return field.takes_argument ? "[n or name]" : "[name]";
    return field.takes_argument ? "[n]" : "";
}

// Empty when it can be present in all.
std::vector<std::string> events_of(std::uint64_t kinds) {
    std::vector<std::string> out;
    if (kinds == ~std::uint64_t{0}) return out;
#define X(upper, lower, ring) \
    if (kinds >> OB_KIND_##upper & 1) out.emplace_back(#lower);
    OB_EVENTS(X)
#undef X
    return out;
}

base::Result<Rows> fields(const std::vector<std::string>&) {
    Rows rows;
    for (const fields::Field& field : fields::all())
        rows.push_back(
            {{"field", std::string{field.name} + argument_of(field)},
             {"type", field_types[static_cast<std::size_t>(field.type)]},
             {"observed", field.kinds == 0           ? "never"
                          : field.unobserved.empty() ? "whole"
                                                     : "partly"},
             {"writable", field.writable ? "writable" : "-"},
             {"doc", std::string{field.doc} +
                         (field.unobserved.empty() ? "" : " Not observed: " + std::string{field.unobserved} + '.')},
             {"events", events_of(field.kinds)},
             {"values", field.values}});
    return rows;
}

base::Result<Rows> events(const std::vector<std::string>&) {
    Rows rows{
#define X(upper, lower, ring)                                            \
    Json{{"event", #lower},                                              \
         {"ring", OB_RING_##ring == OB_RING_BULK ? "bulk" : "decisive"}, \
         {"evt.type", fields::system_calls(OB_KIND_##upper).names}},
        OB_EVENTS(X)
#undef X
    };
    // What rules may name and no event is, by the reason.
    std::map<std::string_view, std::vector<std::string_view>> unobserved;
    for (const auto& type : fields::event_types())
        if (type.kinds == 0) unobserved[type.unobserved].push_back(type.name);
    for (const auto& [reason, names] : unobserved)
        rows.push_back({{"event", "-"}, {"ring", "-"}, {"evt.type", names}, {"not observed", reason}});
    return rows;
}

base::Result<Rows> metrics(const std::vector<std::string>&) {
    Rows rows;
    for (const metrics::Row& row : metrics::table())
        rows.push_back({{"metric", row.name},
                        {"kind", metric_kinds[static_cast<std::size_t>(row.kind)]},
                        {"labels", row.labels},
                        {"help", row.help}});
    return rows;
}

struct Subject {
    const char* name;
    base::Result<Rows> (*rows)(const std::vector<std::string>& rule_paths);
};
const Subject subjects[] = {{"rules", rules}, {"fields", fields}, {"events", events}, {"metrics", metrics}};

std::string word(const Json& value) {
    if (value.is_string()) return base::printable(value.get<std::string>());
    if (!value.is_array()) return value.dump();
    std::string out;
    for (const Json& item : value) out += (out.empty() ? "" : " ") + word(item);
    return out;
}

// Columns as wide as their widest cell; the last one runs free.
void print_table(const Rows& rows) {
    std::vector<std::size_t> widths;
    for (const Json& row : rows) {
        std::size_t column = 0;
        for (const auto& cell : row.items()) {
            widths.resize(std::max(widths.size(), column + 1));
            widths[column] = std::max(widths[column], word(cell.value()).size());
            ++column;
        }
    }
    for (const Json& row : rows) {
        std::string line;
        std::size_t column = 0;
        for (const auto& cell : row.items()) {
            const std::string text = word(cell.value());
            line += text;
            if (++column < widths.size()) line += std::string(widths[column - 1] - text.size() + 2, ' ');
        }
        std::puts(line.c_str());
    }
}

int list(const std::string& what, const std::vector<std::string>& rule_paths, bool json) {
    const auto subject = std::ranges::find(subjects, what, [](const Subject& s) { return std::string{s.name}; });
    const auto rows = subject->rows(rule_paths);
    if (!rows) return failed;
    if (!json) return print_table(*rows), fine;
    for (const Json& row : *rows) std::puts(row.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
    return fine;
}

}  // namespace

void setup_list(Arguments& command) {
    const auto what = std::make_shared<std::string>();
    const auto paths = std::make_shared<std::vector<std::string>>();
    const auto json = std::make_shared<bool>(false);
    std::vector<std::string> names;
    for (const Subject& subject : subjects) names.emplace_back(subject.name);
    command.option("what", what.get(), "rules, fields, events or metrics").required().one_of(names);
    command.option("--rules", paths.get(), "Rule files or directories, instead of the configured ones.", "PATH").each();
    command.flag("--json", *json, "One JSON object a line.");
    command.runs([what, paths, json] { return list(*what, *paths, *json || isatty(STDOUT_FILENO) != 1); });
}

}  // namespace overboard::cli
