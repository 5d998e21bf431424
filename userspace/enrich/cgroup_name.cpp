// SPDX-License-Identifier: Apache-2.0
#include "enrich/cgroup_name.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "enrich/path.h"

namespace overboard::enrich {
namespace {

constexpr std::size_t id_length = 64;  // a SHA-256 or as many random hex digits: every runtime but bare runc

struct Prefix {
    std::string_view text, runtime;
};
constexpr std::array<Prefix, 5> prefixes = {{{"cri-containerd-", "containerd"},
                                             {"docker-", "docker"},
                                             {"crio-", "cri-o"},
                                             {"libpod-", "podman"},
                                             {"nerdctl-", "containerd"}}};
// Directories that hold one runtime's containers when it makes its cgroups itself.
constexpr std::array<Prefix, 3> parents = {{{"docker", "docker"}, {"libpod_parent", "podman"}, {"podman", "podman"}}};

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) && !std::isupper(c); });
}

std::string_view without_unit_suffix(std::string_view segment) {
    for (const std::string_view suffix : {".scope", ".slice", ".service"})
        if (segment.ends_with(suffix)) return segment.substr(0, segment.size() - suffix.size());
    return segment;
}

// The 64 hex digits a segment ends with, set off from what stands before them.
std::string_view id_tail(std::string_view segment) {
    if (segment.size() < id_length) return {};
    const auto tail = segment.substr(segment.size() - id_length);
    if (!is_hex(tail)) return {};
    if (segment.size() > id_length && segment[segment.size() - id_length - 1] != '-') return {};
    return tail;
}

bool is_uuid(std::string_view text) {
    if (text.size() == 32) return is_hex(text);
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text.substr(i, 1))) return false;
    }
    return true;
}

// "pod<uid>", alone or after the slices it lies in ("kubepods-burstable-pod0a1b_..."). Slices write "_" for "-".
std::optional<std::string> pod_uid(std::string_view segment) {
    const auto at = segment.rfind("pod");
    if (at == segment.npos || (at > 0 && segment[at - 1] != '-')) return std::nullopt;
    std::string uid(segment.substr(at + 3));
    std::replace(uid.begin(), uid.end(), '_', '-');
    if (!is_uuid(uid)) return std::nullopt;
    return uid;
}

std::string_view runtime_of(std::string_view segment, std::string_view parent) {
    for (const auto& prefix : prefixes)
        if (segment.starts_with(prefix.text)) return prefix.runtime;
    for (const auto& known : parents)
        if (parent == known.text) return known.runtime;
    return {};
}

bool is_monitor(std::string_view segment) {
    return segment.find("-conmon-") != segment.npos || segment.starts_with("conmon-");
}

}  // namespace

CgroupName parse_cgroup(std::string_view path) {
    CgroupName out;
    std::string_view parent;
    for (const auto raw : parts_of(path, "/:")) {
        const auto segment = without_unit_suffix(raw);
        if (is_monitor(segment)) out.monitor = true;
        if (const auto id = id_tail(segment); !id.empty() && !is_monitor(segment)) {
            if (out.ids.empty() || out.ids.back() != id) out.ids.emplace_back(id);
            out.runtime = runtime_of(segment, parent);
            out.monitor = false;
        } else if (auto uid = pod_uid(segment)) {
            out.pod_uid = std::move(*uid);
        }
        parent = segment;
    }
    return out;
}

namespace {

// systemd's slices nest by name: "a-b.slice" lies in "a.slice".
std::string expand_slice(std::string_view slice) {
    if (slice.empty()) slice = "system.slice";
    if (slice == "-.slice") return "";
    const auto stem = without_unit_suffix(slice);
    std::string out;
    for (auto dash = stem.find('-'); dash != stem.npos; dash = stem.find('-', dash + 1))
        out.append("/").append(stem.substr(0, dash)).append(".slice");
    return out.append("/").append(stem).append(".slice");
}

}  // namespace

std::string cgroup_of(std::string_view cgroups_path) {
    const auto first = cgroups_path.find(':'), last = cgroups_path.rfind(':');
    if (cgroups_path.starts_with('/') || first == cgroups_path.npos || first == last) return std::string(cgroups_path);
    const auto prefix = cgroups_path.substr(first + 1, last - first - 1), name = cgroups_path.substr(last + 1);
    auto out = expand_slice(cgroups_path.substr(0, first)).append("/");
    if (name.ends_with(".slice")) return out.append(name);
    if (!prefix.empty()) out.append(prefix).append("-");
    return out.append(name).append(".scope");
}

}  // namespace overboard::enrich
