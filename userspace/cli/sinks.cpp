// SPDX-License-Identifier: Apache-2.0
#include "cli/sinks.h"

#include <algorithm>
#include <set>

#include "base/near.h"
#include "cli/sink_keys.h"
#include "engine/priority.h"

namespace overboard::cli {
namespace {

using sinks::Format;
using sinks::Settings;
using sinks::Type;

std::string unknown(std::string_view what, std::string_view word, auto rows) {
    std::string out = std::string{what} + " '" + std::string{word} + "' is unknown";
    base::Nearest near{word};
    for (const auto& row : rows) near.offer(row.name);
    if (!near.name().empty()) out += "; did you mean '" + std::string{near.name()} + "'?";
    return out;
}

// The type decides what the other keys mean, so it is looked for first.
std::string take_type(Settings& sink, const Pairs& record, std::string_view& name) {
    const auto given = std::ranges::find(record, "type", &std::pair<std::string, std::string>::first);
    const auto types = sink_types();
    if (given == record.end()) {
        std::string all;
        for (const SinkType& row : types) all += (all.empty() ? "" : ", ") + std::string{row.name};
        return "a sink needs a type: " + all;
    }
    const auto found = std::ranges::find(types, std::string_view{given->second}, &SinkType::name);
    if (found == types.end()) return unknown("sink type", given->second, types);
    sink.type = found->type;
    sink.format = found->format;
    name = found->name;
    if (sink.type == Type::syslog) sink.path = "/dev/log";
    if (name == "pagerduty") sink.url = "https://events.pagerduty.com/v2/enqueue";
    if (sinks::takes_batches(sink.format)) sink.batch = 50;
    return {};
}

bool belongs(const SinkKey& key, Type type) {
    const unsigned kind = type == Type::file     ? SinkKey::file
                          : type == Type::syslog ? SinkKey::syslog
                          : is_network(type)     ? SinkKey::network
                                                 : 1U << 31;
    return key.on & kind;
}

std::string take_key(Settings& sink, std::string_view type, const std::string& key, const std::string& value,
                     std::set<std::string>& seen) {
    const SinkKey* row = find_sink_key(key);
    if (!row) return unknown("key of a sink", key, sink_keys());
    if (!belongs(*row, sink.type)) return "a sink of type " + std::string{type} + " takes no '" + key + "'";
    if (!seen.insert(key).second && !row->list) return "'" + key + "' of a sink takes one value";
    std::string wrong = row->take(sink, value);
    return wrong.empty() ? wrong : key + ": " + wrong;
}

// A name becomes a metric's label value, so it is kept short and plain.
bool plain(const std::string& name) {
    return !name.empty() && name.size() <= 32 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == name.npos;
}

// What is wrong with the way a network sink's keys go together.
std::string network_fault(const Settings& s, std::string_view type) {
    if (s.format == Format::text) return "cannot send text over HTTP; leave the format out, or name another";
    if (type == "slack" && s.url_ref.empty()) return "needs url_file: whoever knows Slack's url can write there";
    if (s.url.empty() && s.url_ref.empty()) return "needs an url";
    if (!s.url_ref.empty() && !s.url.empty()) return "has both url and url_file";
    if (s.format == Format::pagerduty && s.routing_key_ref.empty()) return "needs a routing_key_file";
    if (s.type == Type::alertmanager && s.format != Format::alertmanager)
        return "has a format that Alertmanager does not take";
    if (s.type == Type::otlp && s.format != Format::otlp) return "has a format that OTLP does not take";
    if (s.batch > 1 && !sinks::takes_batches(s.format)) return "has a batch, but its format holds one alert a request";
    if (!s.key_ref.empty() && s.certificate_ref.empty()) return "has tls.key, but no tls.cert";
    return {};
}

std::string whole(const Settings& sink, std::string_view type, std::set<std::string>& names) {
    if (!plain(sink.name)) return "a sink needs a name of at most 32 letters a-z, digits, - or _";
    if (!names.insert(sink.name).second) return "two sinks are named '" + sink.name + "'";
    const std::string who = "sink '" + sink.name + "' of type " + std::string{type} + " ";
    if (sink.type == Type::file && sink.path.empty()) return who + "needs a path";
    if (sink.type == Type::syslog && !sink.path.starts_with('/')) return who + "needs an absolute path";
    if (!is_network(sink.type)) {
        if (sink.format > Format::falco) return who + "has a format that is for the network only";
        return {};
    }
    const std::string fault = network_fault(sink, type);
    return fault.empty() ? fault : who + fault;
}

}  // namespace

std::string take_sinks(Draft& draft, const Value& value) {
    std::vector<Settings> sinks;
    std::set<std::string> names;
    for (const Pairs& record : value.records) {
        Settings sink;
        std::string_view type;
        std::set<std::string> seen;
        if (std::string wrong = take_type(sink, record, type); !wrong.empty()) return wrong;
        for (const auto& [key, text] : record) {
            if (key == "url" && type == "pagerduty") sink.url.clear();
            if (std::string wrong = take_key(sink, type, key, text, seen); !wrong.empty()) return wrong;
        }
        if (std::string wrong = whole(sink, type, names); !wrong.empty()) return wrong;
        sinks.push_back(std::move(sink));
    }
    draft.settings.sinks = std::move(sinks);
    return {};
}

std::string show_sinks(std::span<const Settings> sinks) {
    std::string out = "[";
    for (const Settings& sink : sinks) {
        const auto type = std::ranges::find(sink_types(), sink.type, &SinkType::type);
        out += (out.size() > 1 ? ", {name: " : "{name: ") + sink.name + ", type: " + std::string{type->name};
        if (!sink.path.empty()) out += ", path: " + sink.path;
        if (!sink.url.empty()) out += ", url: " + sink.url;
        if (!sink.url_ref.empty()) out += ", url_file: " + sink.url_ref;
        out += ", format: " + std::string{format_name(sink.format)};
        if (sink.min_priority != engine::Priority::debug)
            out += std::string{", min_priority: "} + engine::priority_name(sink.min_priority);
        out += "}";
    }
    return out + "]";
}

base::Result<engine::Priority> parse_priority(std::string_view text) {
    if (const auto priority = engine::parse_priority(text)) return *priority;
    return base::fail("priority '" + std::string{text} +
                      "' is none of emergency, alert, critical, error, warning, notice, informational, debug");
}

}  // namespace overboard::cli
