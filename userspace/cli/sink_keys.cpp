// SPDX-License-Identifier: Apache-2.0
#include "cli/sink_keys.h"

#include <algorithm>
#include <charconv>

#include "cli/sinks.h"
#include "sinks/request.h"
#include "sinks/secrets.h"

namespace overboard::cli {
namespace {

using sinks::Format;
using sinks::Settings;
using sinks::Type;
using S = Settings;
using V = const std::string&;

constexpr SinkType types[] = {
    {"stdout", Type::standard_output, Format::json},
    {"file", Type::file, Format::json},
    {"syslog", Type::syslog, Format::text},
    {"webhook", Type::webhook, Format::json},
    {"alertmanager", Type::alertmanager, Format::alertmanager},
    {"otlp", Type::otlp, Format::otlp},
    {"pagerduty", Type::webhook, Format::pagerduty},
    {"slack", Type::webhook, Format::slack},
};

std::string number(V text, double least, double most, double& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error == std::errc{} && end == text.data() + text.size() && out >= least && out <= most) return {};
    return "'" + text + "' is no number from " + std::to_string(static_cast<long long>(least)) + " to " +
           std::to_string(static_cast<long long>(most));
}

template <class T>
std::string whole(V text, double least, double most, T& out) {
    double value = 0;
    std::string wrong = number(text, least, most, value);
    if (wrong.empty()) out = static_cast<T>(value);
    return wrong;
}

// "15s", "500ms", "5m"
std::string duration(V text, std::chrono::milliseconds least, std::chrono::milliseconds& out) {
    constexpr std::pair<std::string_view, double> units[] = {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};
    const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
    for (const auto& [unit, ms] : units) {
        double value = 0;
        if (text.substr(digits) != unit || !number(text.substr(0, digits), 0, 1e9, value).empty()) continue;
        out = std::chrono::milliseconds(static_cast<long long>(value * ms));
        if (out >= least && out <= std::chrono::hours(24)) return {};
    }
    return "'" + text + "' is no duration like 15s or 5m, from " + std::to_string(least.count()) + " ms to 24 h";
}

std::string reference(V text, std::string& out) {
    if (!sinks::is_reference(text))
        return "'" + std::string(text.starts_with("env:") ? text : "...") +
               "' is neither an absolute path nor env:NAME; secrets do not stand in the configuration itself";
    out = text;
    return {};
}

std::string take_url(S& s, V text) {
    const std::string wrong = sinks::fault_of_url(text);
    s.url = text;
    return wrong;
}

std::string take_format(S& s, V text) {
    const auto format = parse_format(text);
    if (!format) return format.error().message;
    return s.format = *format, std::string{};
}

std::string take_priority(S& s, V text) {
    const auto priority = parse_priority(text);
    if (!priority) return priority.error().message;
    return s.min_priority = *priority, std::string{};
}

std::string take_signing(S& s, V text) {
    if (s.signing_refs.size() == 4) return "more than four signing secrets; two are enough to rotate them";
    return reference(text, s.signing_refs.emplace_back());
}

// RFC 5424, table 1.
std::string take_facility(S& s, V text) {
    constexpr std::string_view names[] = {"kern",   "user",   "mail",    "daemon", "auth",     "syslog",
                                          "lpr",    "news",   "uucp",    "cron",   "authpriv", "ftp",
                                          "ntp",    "audit",  "console", "cron2",  "local0",   "local1",
                                          "local2", "local3", "local4",  "local5", "local6",   "local7"};
    const auto found = std::ranges::find(names, text);
    if (found == std::end(names)) return "'" + text + "' is no facility of syslog, such as authpriv or local0";
    return s.facility = static_cast<unsigned>(found - std::begin(names)), std::string{};
}

constexpr unsigned everywhere = SinkKey::everywhere, file = SinkKey::file, syslog = SinkKey::syslog,
                   network = SinkKey::network;

const SinkKey keys[] = {
    {"name", everywhere, false, [](S& s, V v) { return s.name = v, std::string{}; }},
    {"type", everywhere, false, [](S&, V) { return std::string{}; }},  // taken first, see sinks.cpp
    {"format", everywhere, false, take_format},
    {"min_priority", everywhere, false, take_priority},
    {"tags", everywhere, true, [](S& s, V v) { return s.tags.push_back(v), std::string{}; }},
    {"namespaces", everywhere, true, [](S& s, V v) { return s.namespaces.push_back(v), std::string{}; }},
    {"path", file | syslog, false, [](S& s, V v) { return s.path = v, std::string{}; }},
    {"max_bytes", file, false, [](S& s, V v) { return whole(v, 1024, 1e15, s.max_bytes); }},
    {"keep", file, false, [](S& s, V v) { return whole(v, 0, 1000, s.keep); }},
    {"facility", syslog, false, take_facility},
    {"url", network, false, take_url},
    {"url_file", network, false, [](S& s, V v) { return reference(v, s.url_ref); }},
    {"secret_files", network, true, take_signing},
    {"bearer_file", network, false, [](S& s, V v) { return reference(v, s.bearer_ref); }},
    {"routing_key_file", network, false, [](S& s, V v) { return reference(v, s.routing_key_ref); }},
    {"tls.ca", network, false, [](S& s, V v) { return reference(v, s.ca_ref); }},
    {"tls.cert", network, false, [](S& s, V v) { return reference(v, s.certificate_ref); }},
    {"tls.key", network, false, [](S& s, V v) { return reference(v, s.key_ref); }},
    {"rate", network, false, [](S& s, V v) { return number(v, 0, 1e6, s.rate); }},
    {"batch", network, false, [](S& s, V v) { return whole(v, 1, 200, s.batch); }},
    {"timeout", network, false, [](S& s, V v) { return duration(v, std::chrono::milliseconds(100), s.timeout); }},
    {"resolve_after", network, false,
     [](S& s, V v) { return duration(v, std::chrono::milliseconds(1000), s.resolve_after); }},
};

constexpr std::string_view format_names[] = {"text",      "json",  "falco", "alertmanager",
                                             "pagerduty", "slack", "otlp"};  // by sinks::Format

}  // namespace

std::span<const SinkType> sink_types() { return types; }
std::span<const SinkKey> sink_keys() { return keys; }

const SinkKey* find_sink_key(std::string_view name) {
    const auto found = std::ranges::find(keys, name, &SinkKey::name);
    return found == std::end(keys) ? nullptr : &*found;
}

std::string_view format_name(Format format) { return format_names[static_cast<std::size_t>(format)]; }

base::Result<Format> parse_format(std::string_view text) {
    if (text == "overboard") return Format::json;  // what the others call our own
    const auto found = std::ranges::find(format_names, text);
    if (found == std::end(format_names))
        return base::fail("format '" + std::string{text} +
                          "' is none of overboard (or json), text, falco, alertmanager, pagerduty, slack, otlp");
    return static_cast<Format>(found - std::begin(format_names));
}

}  // namespace overboard::cli
