// SPDX-License-Identifier: Apache-2.0
#include "enrich/runc_state.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

#include "base/file.h"
#include "enrich/json.h"
#include "enrich/path.h"

namespace overboard::enrich {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_state_bytes = 4 << 20;
constexpr std::size_t max_states = 4096;
constexpr std::string_view bundle_label = "bundle=";  // libcontainer keeps it among the labels

std::vector<std::string> subdirectories(const std::string& directory) {
    std::vector<std::string> out;
    std::error_code error;
    for (fs::directory_iterator at(directory, error), end; !error && at != end && out.size() < max_states;) {
        if (at->is_directory(error)) out.push_back(at->path().string());
        at.increment(error);
    }
    return out;
}

// --root of runc by hand, and of the runtimes that call it; containerd adds its namespace.
std::vector<std::string> state_directories(const std::string& root) {
    std::vector<std::string> out = {root + "/run/runc", root + "/run/docker/runtime-runc/moby"};
    for (auto& per_namespace : subdirectories(root + "/run/containerd/runc")) out.push_back(std::move(per_namespace));
    return out;
}

// cgroup_paths: controller -> directory in the mounted hierarchy, whose end is the path in it.
bool lies_in(const json::Value& state, const std::string& cgroup) {
    const auto& paths = json::member(state, "cgroup_paths");
    if (!paths.is_object()) return false;
    return std::any_of(paths.begin(), paths.end(),
                       [&](const auto& path) { return json::text(path).ends_with(cgroup); });
}

std::string bundle_of(const json::Value& state) {
    const auto& labels = json::member(json::member(state, "config"), "labels");
    if (!labels.is_array()) return {};
    for (const auto& label : labels)
        if (json::text(label).starts_with(bundle_label)) return json::text(label).substr(bundle_label.size());
    return {};
}

std::optional<RuncState> read_state(const std::string& directory, const std::string& cgroup) {
    const auto text = base::read_file(directory + "/state.json", max_state_bytes);
    if (!text || text->find(basename(cgroup)) == std::string::npos) return std::nullopt;
    const auto state = json::parse(*text);
    if (state.is_discarded() || !lies_in(state, cgroup)) return std::nullopt;
    RuncState out{json::text_of(state, "id"), bundle_of(state)};
    if (out.bundle.empty()) return std::nullopt;
    return out;
}

// Where to look first: a node may have hundreds of states.
std::string likely_id(const std::string& cgroup) {
    constexpr std::size_t id_length = 64;
    std::string_view name = basename(cgroup);
    if (name.ends_with(".scope")) name.remove_suffix(6);
    if (name.size() > id_length) name.remove_prefix(name.size() - id_length);
    return std::string(name);
}

}  // namespace

std::optional<RuncState> find_runc_state(const std::string& root, const std::string& cgroup) {
    if (!cgroup.starts_with('/') || cgroup == "/") return std::nullopt;
    const auto directories = state_directories(root);
    for (const auto& directory : directories)
        if (auto state = read_state(directory + "/" + likely_id(cgroup), cgroup)) return state;
    for (const auto& directory : directories)
        for (const auto& container : subdirectories(directory))
            if (auto state = read_state(container, cgroup)) return state;
    return std::nullopt;
}

}  // namespace overboard::enrich
