// SPDX-License-Identifier: Apache-2.0
#include "cli/setting.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "cli/sinks.h"
#include "courier/address.h"

namespace overboard::cli {
namespace {

std::string boolean(const Value& value, bool& out) {
    if (value.text != "true" && value.text != "false") return "'" + value.text + "' is neither true nor false";
    out = value.text == "true";
    return {};
}

std::string text(const Value& value, std::string& out) {
    out = value.text;
    return {};
}

std::string reference(const Value& value, std::string& out) {
    if (!value.text.empty() && !sinks::is_reference(value.text))
        return "'" + value.text + "' is neither an absolute path nor env:NAME";
    out = value.text;
    return {};
}

std::string join(const std::vector<std::string>& items) {
    std::string out = "[";
    for (const std::string& item : items) out += (out.size() > 1 ? ", " : "") + item;
    return out + "]";
}

const char* truth(bool value) { return value ? "true" : "false"; }

std::string take_scope(Draft& draft, const Value& value) {
    if (value.text != "containers" && value.text != "all") return "'" + value.text + "' is neither containers nor all";
    draft.settings.judge_host = value.text == "all";
    return {};
}

std::string take_metrics(Draft& draft, const Value& value) {
    draft.settings.metrics_listen.clear();
    if (value.text.empty() || value.text == "off") return {};
    const auto address = courier::parse_address(value.text);
    if (!address) return address.error().message;
    draft.settings.metrics_listen = courier::to_string(*address);
    return {};
}

std::string take_priorities(Draft& draft, const Value& value) {
    draft.settings.load.priority.clear();
    for (const auto& [rule, name] : value.records.at(0)) {
        const auto priority = parse_priority(name);
        if (!priority) return priority.error().message;
        draft.settings.load.priority.emplace_back(rule, *priority);
    }
    return {};
}

std::string show_priorities(const Draft& draft) {
    std::vector<std::string> items;
    for (const auto& [rule, priority] : draft.settings.load.priority)
        items.push_back(rule + ": " + engine::priority_name(priority));
    return join(items);
}

constexpr std::pair<std::string_view, baseline::Learn> learn_names[] = {
    {"off", baseline::Learn::off}, {"start-up", baseline::Learn::start_up}, {"training", baseline::Learn::training}};

std::string take_learn(Draft& draft, const Value& value) {
    for (const auto& [name, learn] : learn_names) {
        if (name != value.text) continue;
        draft.settings.learn = learn;
        return {};
    }
    return "'" + value.text + "' is neither off nor start-up nor training";
}

std::string show_learn(const Draft& draft) {
    return std::string{learn_names[static_cast<std::size_t>(draft.settings.learn)].first};
}

std::string take_format(Draft& draft, const Value& value) {
    const auto format = parse_format(value.text);
    if (!format) return format.error().message;
    draft.format = *format;
    return {};
}

std::string take_redact_patterns(Draft& draft, const Value& value) {
    const auto redactor = base::Redactor::make({.strict = false, .patterns = value.list});
    if (!redactor) return redactor.error().message;
    draft.settings.redact.patterns = value.list;
    return {};
}

std::string take_bulk_events(Draft& draft, const Value& value) {
    auto& limit = draft.settings.bulk_events_per_second;
    const auto* end = value.text.data() + value.text.size();
    const auto [stop, error] = std::from_chars(value.text.data(), end, limit);
    if (error == std::errc{} && stop == end && !value.text.empty()) return {};
    return "'" + value.text + "' is no number of events: 20000, or 0 for no bound";
}

std::string take_outbox_bytes(Draft& draft, const Value& value) {
    constexpr std::uint64_t least = 1 << 20;
    std::uint64_t bytes = 0;
    const auto [end, error] = std::from_chars(value.text.data(), value.text.data() + value.text.size(), bytes);
    if (error != std::errc{} || end != value.text.data() + value.text.size() || bytes < least)
        return "'" + value.text + "' is no number of bytes from 1048576 up";
    draft.settings.outbox_bytes = bytes;
    return {};
}

using D = Draft;
using V = Value;

const Setting table[] = {
    {"rules.paths", Form::list, "--rules", "OVERBOARD_RULES", ':', true,
     "Rule files or directories, instead of the built-in rules; later ones extend earlier ones.",
     [](D& d, const V& v) { return d.settings.rules = v.list, std::string{}; },
     [](const D& d) { return join(d.settings.rules); }},
    {"rules.disable", Form::list, "", "OVERBOARD_RULES_DISABLE", ',', true,
     "Ids or names of rules that are not judged.",
     [](D& d, const V& v) { return d.settings.load.disable = v.list, std::string{}; },
     [](const D& d) { return join(d.settings.load.disable); }},
    {"rules.priority", Form::map, "", "", ',', true, "Rule id or name to the priority it has here.", take_priorities,
     show_priorities},
    {"scope", Form::text, "", "OVERBOARD_SCOPE", ',', true, "containers, or all: host processes are judged too.",
     take_scope, [](const D& d) { return std::string{d.settings.judge_host ? "all" : "containers"}; }},
    {"redact.strict", Form::text, "", "OVERBOARD_REDACT_STRICT", ',', true,
     "Also redact any long word that is no known kind of id.",
     [](D& d, const V& v) { return boolean(v, d.settings.redact.strict); },
     [](const D& d) { return std::string{truth(d.settings.redact.strict)}; }},
    {"redact.patterns", Form::list, "", "", ',', true, "Further secrets, as RE2 expressions.", take_redact_patterns,
     [](const D& d) { return join(d.settings.redact.patterns); }},
    {"metrics.listen", Form::text, "--metrics", "OVERBOARD_METRICS", ',', true,
     "Address and port of /metrics, /healthz and /readyz; off for none.", take_metrics,
     [](const D& d) { return d.settings.metrics_listen.empty() ? "off" : d.settings.metrics_listen; }},
    {"metrics.tls.cert", Form::text, "", "OVERBOARD_METRICS_TLS_CERT", ',', true,
     "The metrics' certificate and its chain, PEM: an absolute path or env:NAME; read again when it changes. Needs "
     "metrics.tls.key.",
     [](D& d, const V& v) { return reference(v, d.settings.metrics_access.certificate); },
     [](const D& d) { return d.settings.metrics_access.certificate; }},
    {"metrics.tls.key", Form::text, "", "OVERBOARD_METRICS_TLS_KEY", ',', true,
     "Its private key, PEM without a password, likewise.",
     [](D& d, const V& v) { return reference(v, d.settings.metrics_access.key); },
     [](const D& d) { return d.settings.metrics_access.key; }},
    {"metrics.basic_auth_file", Form::text, "", "OVERBOARD_METRICS_BASIC_AUTH_FILE", ',', true,
     "Who may read the metrics, NAME:HASH a line by htpasswd -B, likewise.",
     [](D& d, const V& v) { return reference(v, d.settings.metrics_access.users); },
     [](const D& d) { return d.settings.metrics_access.users; }},
    {"baseline.learn", Form::text, "", "OVERBOARD_BASELINE_LEARN", ',', true,
     "start-up: what containers do while they start is a habit; training: whatever they do, for a place where nobody "
     "attacks; off: nothing more.",
     take_learn, show_learn},
    {"baseline.file", Form::text, "--baseline", "OVERBOARD_BASELINE", ',', true,
     "Habits to begin with, as overboard baseline export wrote them.",
     [](D& d, const V& v) { return text(v, d.settings.baseline_file); },
     [](const D& d) { return d.settings.baseline_file; }},
    {"sinks", Form::records, "", "", ',', true, "Where alerts go.", take_sinks,
     [](const D& d) { return show_sinks(d.settings.sinks); }},
    {"limits.outbox_bytes", Form::text, "", "OVERBOARD_OUTBOX_BYTES", ',', true,
     "The outbox in state_dir stays below; then the least severe alerts are given up first.", take_outbox_bytes,
     [](const D& d) { return std::to_string(d.settings.outbox_bytes); }},
    {"alerts", Form::text, "--alerts", "OVERBOARD_ALERTS", ',', false,
     "One file that takes every alert instead of the sinks; - is standard output.",
     [](D& d, const V& v) { return d.alerts = v.text, std::string{}; },
     [](const D& d) { return d.alerts.value_or(""); }},
    {"format", Form::text, "--format", "OVERBOARD_FORMAT", ',', false,
     "text, json or falco, for standard output and --alerts.", take_format,
     [](const D& d) { return d.format ? std::string{format_name(*d.format)} : std::string{}; }},
    {"node", Form::text, "", "OVERBOARD_NODE", ',', true, "How alerts name this machine.",
     [](D& d, const V& v) { return text(v, d.settings.node); }, [](const D& d) { return d.settings.node; }},
    {"state_dir", Form::text, "--state-dir", "OVERBOARD_STATE_DIR", ',', true,
     "Where the daemon keeps its outbox; alert files with a relative path lie there.",
     [](D& d, const V& v) { return text(v, d.settings.state_dir); }, [](const D& d) { return d.settings.state_dir; }},
    {"ready_file", Form::text, "--ready-file", "OVERBOARD_READY_FILE", ',', false,
     "A file that is created once attached and scanned, and removed at the end.",
     [](D& d, const V& v) { return text(v, d.settings.ready_file); }, [](const D& d) { return d.settings.ready_file; }},
    {"record", Form::text, "--record", "OVERBOARD_RECORD", ',', false,
     "A new file that what is judged is written to besides, for overboard replay.",
     [](D& d, const V& v) { return text(v, d.settings.record.file); },
     [](const D& d) { return d.settings.record.file; }},
    {"limits.bulk_events_per_second_per_container", Form::text, "", "OVERBOARD_LIMITS_BULK_EVENTS", ',', true,
     "Opens and connects one container may send in a second; more are counted as lost. 0: no bound.", take_bulk_events,
     [](const D& d) { return std::to_string(d.settings.bulk_events_per_second); }},
    {"verbose", Form::text, "--verbose", "OVERBOARD_VERBOSE", ',', false, "libbpf's own messages, and timings.",
     [](D& d, const V& v) { return boolean(v, d.settings.verbose); },
     [](const D& d) { return std::string{truth(d.settings.verbose)}; }},
};

// Documented, and still to be built. Saying so is better than "unknown key", and than silence.
const std::pair<std::string_view, std::string_view> planned[] = {
    {"respond", "this version detects and does not act"},
};

}  // namespace

std::span<const Setting> settings_table() { return table; }

const Setting* find_setting(std::string_view key) {
    const auto found = std::ranges::find(table, key, &Setting::key);
    return found == std::end(table) ? nullptr : &*found;
}

std::string_view not_in_this_version(std::string_view key) {
    for (const auto& [name, why] : planned)
        if (key == name || (key.starts_with(name) && key[name.size()] == '.')) return why;
    return {};
}

}  // namespace overboard::cli
