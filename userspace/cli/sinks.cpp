// SPDX-License-Identifier: Apache-2.0
#include "cli/sinks.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/near.h"
#include "engine/priority.h"

namespace overboard::cli {
namespace {

using sensor::SinkSettings;

constexpr std::string_view format_names[] = {"text", "json", "falco"};  // by sinks::Format
constexpr std::string_view sink_keys[] = {"name", "type", "format", "path", "min_priority"};
constexpr std::string_view planned_types[] = {"webhook", "alertmanager", "otlp", "syslog", "pagerduty", "slack"};
constexpr std::string_view planned_keys[] = {"url", "secret_files", "tls", "timeout"};

bool among(std::string_view word, auto& words) { return std::ranges::find(words, word) != std::end(words); }

std::string unknown(std::string_view what, std::string_view word, std::span<const std::string_view> known) {
    std::string out = std::string{what} + " '" + std::string{word} + "' is unknown";
    base::Nearest near{word};
    for (std::string_view name : known) near.offer(name);
    if (!near.name().empty()) out += "; did you mean '" + std::string{near.name()} + "'?";
    return out;
}

std::string take_type(SinkSettings& sink, const std::string& type) {
    constexpr std::string_view types[] = {"stdout", "file"};
    if (among(type, planned_types))
        return "sinks of type '" + type + "' are not available in this version; use stdout or file";
    if (!among(type, types)) return unknown("sink type", type, types);
    sink.type = type == "file" ? SinkSettings::Type::file : SinkSettings::Type::standard_output;
    return {};
}

std::string take_key(SinkSettings& sink, const std::string& key, const std::string& value) {
    if (key == "name") return sink.name = value, std::string{};
    if (key == "path") return sink.path = value, std::string{};
    if (key == "type") return take_type(sink, value);
    if (key == "format") {
        const auto format = parse_format(value);
        if (!format) return format.error().message;
        return sink.format = *format, std::string{};
    }
    if (key == "min_priority") {
        const auto priority = parse_priority(value);
        if (!priority) return priority.error().message;
        return sink.min_priority = *priority, std::string{};
    }
    if (among(key, planned_keys)) return "'" + key + "' of a sink is not available in this version";
    return unknown("key of a sink", key, sink_keys);
}

// A name becomes a metric's label value, so it is kept short and plain.
bool plain(const std::string& name) {
    return !name.empty() && name.size() <= 32 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == name.npos;
}

std::string whole(const SinkSettings& sink, const Pairs& record, std::set<std::string>& names) {
    const auto has = [&](std::string_view key) {
        return std::ranges::any_of(record, [&](const auto& pair) { return pair.first == key; });
    };
    if (!has("type")) return "a sink needs a type: stdout or file";
    if (!plain(sink.name)) return "a sink needs a name of at most 32 letters a-z, digits, - or _";
    if (!names.insert(sink.name).second) return "two sinks are named '" + sink.name + "'";
    const bool file = sink.type == SinkSettings::Type::file;
    if (file && sink.path.empty()) return "sink '" + sink.name + "' of type file needs a path";
    if (!file && has("path")) return "sink '" + sink.name + "' of type stdout takes no path";
    return {};
}

}  // namespace

std::string take_sinks(Draft& draft, const Value& value) {
    std::vector<SinkSettings> sinks;
    std::set<std::string> names;
    for (const Pairs& record : value.records) {
        SinkSettings sink;
        for (const auto& [key, text] : record)
            if (std::string wrong = take_key(sink, key, text); !wrong.empty()) return wrong;
        if (std::string wrong = whole(sink, record, names); !wrong.empty()) return wrong;
        sinks.push_back(std::move(sink));
    }
    draft.settings.sinks = std::move(sinks);
    return {};
}

std::string show_sinks(std::span<const SinkSettings> sinks) {
    std::string out = "[";
    for (const SinkSettings& sink : sinks) {
        const bool file = sink.type == SinkSettings::Type::file;
        out += (out.size() > 1 ? ", {name: " : "{name: ") + sink.name + ", type: " + (file ? "file, path: " : "stdout");
        out += sink.path + ", format: " + std::string{format_name(sink.format)};
        if (sink.min_priority != engine::Priority::debug)
            out += std::string{", min_priority: "} + engine::priority_name(sink.min_priority);
        out += "}";
    }
    return out + "]";
}

std::string_view format_name(sinks::Format format) { return format_names[static_cast<std::size_t>(format)]; }

base::Result<sinks::Format> parse_format(std::string_view text) {
    const auto found = std::ranges::find(format_names, text);
    if (found == std::end(format_names))
        return base::fail("format '" + std::string{text} + "' is none of text, json, falco");
    return static_cast<sinks::Format>(found - std::begin(format_names));
}

base::Result<engine::Priority> parse_priority(std::string_view text) {
    if (const auto priority = engine::parse_priority(text)) return *priority;
    return base::fail("priority '" + std::string{text} +
                      "' is none of emergency, alert, critical, error, warning, notice, informational, debug");
}

}  // namespace overboard::cli
