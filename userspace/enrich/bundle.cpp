// SPDX-License-Identifier: Apache-2.0
#include "enrich/bundle.h"

#include <algorithm>
#include <array>

#include "base/file.h"
#include "enrich/json.h"
#include "enrich/path.h"

namespace overboard::enrich {
namespace {

// What one bundle may cost in memory; beyond it the rest is left out.
constexpr std::size_t max_entries = 4096, max_text = 8192;

std::string bounded(const std::string& text) { return text.substr(0, max_text); }

template <class Each>
void each_entry(const json::Value& list, Each each) {
    if (!list.is_array()) return;
    std::size_t seen = 0;
    for (const auto& entry : list) {
        if (++seen > max_entries) return;
        each(entry);
    }
}

bool has_text(const json::Value& list, std::string_view wanted) {
    return list.is_array() &&
           std::any_of(list.begin(), list.end(), [&](const json::Value& entry) { return json::text(entry) == wanted; });
}

Mount mount_of(const json::Value& entry) {
    Mount out;
    const auto& options = json::member(entry, "options");
    const bool bind = json::text_of(entry, "type") == "bind" || has_text(options, "bind") || has_text(options, "rbind");
    out.type = bind ? "bind" : bounded(json::text_of(entry, "type"));
    out.destination = normalise(bounded(json::text_of(entry, "destination")));
    if (bind) out.source = bounded(json::text_of(entry, "source"));
    out.read_only = has_text(options, "ro");
    return out;
}

void read_annotations(const json::Value& object, Bundle& out) {
    if (!object.is_object()) return;
    for (const auto& [key, value] : object.items())
        if (value.is_string() && out.annotations.size() < max_entries)
            out.annotations[bounded(key)] = bounded(json::text(value));
}

void read_namespaces(const json::Value& list, Bundle& out) {
    each_entry(list, [&](const json::Value& entry) {
        const auto type = json::text_of(entry, "type");
        // The network of a process of the host's init is the host's; any other one is somebody's own.
        const bool of_init = json::text_of(entry, "path").starts_with("/proc/1/");
        if (!type.empty() && !of_init) out.namespaces.push_back(bounded(type));
    });
}

bool allows_all_devices(const json::Value& rules) {
    bool out = false;
    each_entry(rules, [&](const json::Value& rule) {  // the last one that covers everything decides
        const auto type = json::text_of(rule, "type");
        const bool everything = (type.empty() || type == "a") && !json::member(rule, "major").is_number();
        if (everything) out = json::boolean(json::member(rule, "allow"), false);
    });
    return out;
}

// Computed, not read off a label: with these, every device and an unmasked /proc, nothing is left to break out of.
bool is_privileged(const Bundle& bundle, const json::Value& linux_section) {
    constexpr std::array<std::string_view, 3> decisive = {"CAP_SYS_ADMIN", "CAP_SYS_MODULE", "CAP_SYS_RAWIO"};
    const auto& caps = bundle.capabilities;
    const bool all = std::all_of(decisive.begin(), decisive.end(), [&](std::string_view cap) {
        return std::find(caps.begin(), caps.end(), cap) != caps.end();
    });
    const auto& masked = json::member(linux_section, "maskedPaths");
    const bool unmasked = !masked.is_array() || masked.empty();
    return all && unmasked && allows_all_devices(json::member(json::member(linux_section, "resources"), "devices"));
}

void read_linux(const json::Value& section, Bundle& out) {
    out.cgroups_path = bounded(json::text_of(section, "cgroupsPath"));
    read_namespaces(json::member(section, "namespaces"), out);
    out.seccomp = json::member(section, "seccomp").is_object() ? "profile" : "unconfined";
    out.privileged = is_privileged(out, section);
}

}  // namespace

std::string Bundle::annotation(const std::string& key) const {
    const auto found = annotations.find(key);
    return found == annotations.end() ? std::string() : found->second;
}

base::Result<Bundle> parse_bundle(std::string_view text) {
    if (text.empty()) return base::fail("it is empty");
    const auto config = json::parse(text);
    if (config.is_discarded()) return base::fail("it is not JSON");
    if (!config.is_object()) return base::fail("it is JSON, but no object");
    Bundle out;
    const auto& process = json::member(config, "process");
    each_entry(json::member(json::member(process, "capabilities"), "bounding"),
               [&](const json::Value& cap) { out.capabilities.push_back(bounded(json::text(cap))); });
    out.no_new_privileges = json::boolean(json::member(process, "noNewPrivileges"), false);
    out.hostname = bounded(json::text_of(config, "hostname"));
    each_entry(json::member(config, "mounts"),
               [&](const json::Value& entry) { out.mounts.push_back(mount_of(entry)); });
    read_annotations(json::member(config, "annotations"), out);
    read_linux(json::member(config, "linux"), out);
    return out;
}

base::Result<Bundle> read_bundle(const std::string& directory, const std::string& root) {
    const auto file = join(directory, "config.json");
    auto text = base::read_file(root + file, max_config_bytes);
    if (!text) return tl::make_unexpected(text.error());
    auto out = parse_bundle(*text);
    if (!out) {
        return base::fail("cannot use " + file + ": " + out.error().message +
                          "; its container is known by its cgroup alone. See whether the runtime's disk is full");
    }
    out->directory = directory;
    for (auto& mount : out->mounts)
        if (!mount.source.empty()) mount.source = normalise(mount.source, directory);
    return out;
}

}  // namespace overboard::enrich
