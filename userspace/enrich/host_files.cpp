// SPDX-License-Identifier: Apache-2.0
#include "enrich/host_files.h"

#include <unistd.h>

#include "base/file.h"
#include "enrich/cgroup_search.h"
#include "enrich/json.h"
#include "enrich/path.h"
#include "enrich/resolve.h"

namespace overboard::enrich {
namespace {

constexpr std::size_t max_docker_state = 1 << 20;
constexpr std::size_t max_podman_state = 4 << 20;  // 700 bytes a container
// Names, ids and images are short. Longer annotations are whatever a user, or kubectl, wrote there: whole manifests,
// with the environment's values. Those are not recorded; labels, which hold no more than names, are.
constexpr std::size_t max_recorded_annotation = 512;

// Without a pid 1 whose root can be entered (no CAP_SYS_PTRACE, or run on the host itself) our own root must do.
std::string usable(std::string root) {
    if (!root.empty() && ::access((root + "/").c_str(), R_OK | X_OK) != 0) root.clear();
    return root;
}

BundleFile look_for_bundle(const std::string& directory, const std::string& root) {
    BundleFile out;
    out.there = ::access((root + join(directory, "config.json")).c_str(), R_OK) == 0;
    if (!out.there) return out;
    auto bundle = read_bundle(directory, root);
    if (bundle)
        out.bundle = std::move(*bundle);
    else
        out.why = bundle.error().message;
    return out;
}

std::optional<KeptNames> read_docker_state(const std::string& file) {
    const auto text = base::read_file(file, max_docker_state);
    if (!text) return std::nullopt;
    const auto state = json::parse(*text);
    if (state.is_discarded()) return std::nullopt;
    return KeptNames{json::text_of(state, "Name"), json::text_of(json::member(state, "Config"), "Image")};
}

// containers/storage: a list of all containers, each with a text that podman reads as JSON of its own.
std::optional<KeptNames> read_podman_state(const std::string& file, const std::string& id) {
    const auto text = base::read_file(file, max_podman_state);
    if (!text) return std::nullopt;
    const auto list = json::parse(*text);
    if (!list.is_array()) return std::nullopt;
    for (const auto& each : list) {
        if (json::text_of(each, "id") != id) continue;
        const auto metadata = json::parse(json::text_of(each, "metadata"));
        return KeptNames{json::text_of(metadata, "name"), json::text_of(metadata, "image-name")};
    }
    return std::nullopt;
}

struct Annotation {
    std::string key, value;
};

}  // namespace

// Found by their arguments' namespace, when ask() of witness.h is made for them.
template <class Coder>
void code(Coder& coder, Annotation& one) {
    code_all(coder, one.key, one.value);
}

template <class Coder>
void code(Coder& coder, std::map<std::string, std::string>& annotations) {
    std::vector<Annotation> list;
    for (const auto& [key, value] : annotations)
        if (value.size() <= max_recorded_annotation || key == labels_annotation) list.push_back({key, value});
    code(coder, list);
    if constexpr (reads<Coder>)
        for (auto& one : list) annotations[one.key] = std::move(one.value);
}

template <class Coder>
void code(Coder& coder, Mount& mount) {
    code_all(coder, mount.source, mount.destination, mount.type, mount.read_only, mount.managed);
}

// Arguments and environment of config.json are not among them: parse_bundle() never takes them.
template <class Coder>
void code(Coder& coder, Bundle& b) {
    code_all(coder, b.directory, b.id, b.cgroups_path, b.hostname, b.annotations, b.mounts, b.capabilities,
             b.namespaces, b.seccomp, b.no_new_privileges, b.privileged);
}

template <class Coder>
void code(Coder& coder, BundleFile& file) {
    code_all(coder, file.there, file.bundle, file.why);
}

template <class Coder>
void code(Coder& coder, RuncState& state) {
    code_all(coder, state.id, state.bundle);
}

template <class Coder>
void code(Coder& coder, KeptNames& names) {
    code_all(coder, names.name, names.image);
}

HostFiles::HostFiles(std::string root, std::string cgroups, Witness* witness)
    : root_(usable(std::move(root))), cgroups_(std::move(cgroups)), witness_(witness) {}

BundleFile HostFiles::bundle(const std::string& directory) const {
    return ask(witness_, {Subject::bundle, 0, directory}, [&] { return look_for_bundle(directory, root_); });
}

std::optional<RuncState> HostFiles::runc_state(const std::string& cgroup) const {
    return ask(witness_, {Subject::runc_state, 0, cgroup}, [&] { return find_runc_state(root_, cgroup); });
}

std::string HostFiles::resolved(const std::string& path) const {
    return ask(witness_, {Subject::resolved_path, 0, path}, [&] { return resolve_links(root_, path); });
}

std::string HostFiles::cgroup_path(std::uint64_t id) const {
    return ask(witness_, {Subject::cgroup_path, id}, [&] { return find_cgroup(cgroups_, id); });
}

std::optional<KeptNames> HostFiles::docker_state(const std::string& file) const {
    return ask(witness_, {Subject::docker_state, 0, file}, [&] { return read_docker_state(root_ + file); });
}

std::optional<KeptNames> HostFiles::podman_state(const std::string& directory, const std::string& id) const {
    return ask(witness_, {Subject::podman_state, 0, join(directory, id)},
               [&] { return read_podman_state(root_ + join(directory, "containers.json"), id); });
}

}  // namespace overboard::enrich
