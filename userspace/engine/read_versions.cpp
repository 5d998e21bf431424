// SPDX-License-Identifier: Apache-2.0
// What a rule file asks of the engine: Falco's numbers, since the language is Falco's.
#include <array>
#include <charconv>

#include "engine/item.h"

namespace overboard::engine {
namespace {

using Version = std::array<unsigned, 3>;

// The version of Falco's rule language that is spoken here (userspace/engine/falco_engine_version.h there): 0.63 has
// \\xHH in quotes and compares bytes.
constexpr Version kSpoken{0, 63, 0};

// "0.57.0"; a lone number N is an older way to write 0.N.0.
std::optional<Version> parse_version(std::string_view text) {
    Version out{};
    std::size_t parts = 0;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (parts < out.size()) {
        const auto [next, error] = std::from_chars(at, end, out[parts]);
        if (error != std::errc{}) return {};
        ++parts;
        at = next;
        if (at == end) break;
        if (*at++ != '.') return {};
    }
    if (at != end || parts == 2) return {};
    return parts == 1 ? Version{0, out[0], 0} : out;
}

std::string show(const Version& version) {
    return std::to_string(version[0]) + '.' + std::to_string(version[1]) + '.' + std::to_string(version[2]);
}

// Every alternative is a plugin as well: {name, version}.
void check_plugin(const Item& plugin) {
    for (const char* key : {"name", "version"}) {
        const auto* value = plugin.find(key);
        if (!value) plugin.error(plugin.mapping(), std::string{"a plugin needs a '"} + key + "'");
        if (value) plugin.text(*value, key);
    }
    const auto* others = plugin.find("alternatives");
    if (!others) return;
    for (const auto& one : others->items) check_plugin(plugin.inner(*one));
}

}  // namespace

void read_engine_version(const Item& item, Definitions&) {
    const auto& value = *item.find("required_engine_version");
    const auto version = parse_version(value.text);
    if (!version)
        return item.error(value, "'" + value.text + "' is no version of Falco's engine", "0.57.0, or a number");
    if (*version > kSpoken)
        item.error(value,
                   "the file asks for version " + show(*version) + " of Falco's engine, " + show(kSpoken) +
                       " is what is spoken here",
                   "a newer overboard, or an older version of the rules");
}

// Plugins bring sources of events and fields. What a container and its pod are is known here without any; rules of
// other sources are read, and listed as not observable.
void read_plugin_versions(const Item& item, Definitions&) {
    const auto& value = *item.find("required_plugin_versions");
    if (value.kind != YamlNode::Kind::sequence)
        return item.error(value, "'required_plugin_versions' must be a list", "- {name: container, version: 0.4.0}");
    for (const auto& one : value.items) {
        if (one->kind == YamlNode::Kind::mapping)
            check_plugin(item.inner(*one));
        else
            item.error(*one, "a plugin needs a name and a version", "{name: container, version: 0.4.0}");
    }
}

}  // namespace overboard::engine
