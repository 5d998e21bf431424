// SPDX-License-Identifier: Apache-2.0
#include "enrich/bundle_finder.h"

#include <algorithm>
#include <array>

#include "enrich/path.h"

namespace overboard::enrich {
namespace {

constexpr std::size_t max_argv = 8192;
constexpr int generations = 5;  // runc init, runc create, containerd-shim, and one or two wrappers
constexpr std::array<std::string_view, 4> runtimes_by_hand = {"runc", "crun", "youki", "runsc"};
constexpr std::array<std::string_view, 3> starting_commands = {"run", "create", "restore"};

using Args = std::vector<std::string>;

// The value of "--bundle X", "--bundle=X" or "-b X".
std::string option(const Args& args, std::string_view name, std::string_view letter) {
    const auto assigned = std::string(name) + "=";
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (args[i].starts_with(assigned)) return args[i].substr(assigned.size());
        if ((args[i] == name || args[i] == letter) && i + 1 < args.size()) return args[i + 1];
    }
    return {};
}

template <std::size_t size>
bool one_of(const std::array<std::string_view, size>& names, std::string_view text) {
    return std::find(names.begin(), names.end(), text) != names.end();
}

bool starts_containers(const Args& args) {
    return std::any_of(args.begin() + 1, args.end(), [](const auto& arg) { return one_of(starting_commands, arg); });
}

// conmon says "-c <id>"; a runtime's id is the last argument, after every option.
std::string container_id(const Args& args) {
    if (basename(args.front()).starts_with("conmon")) return option(args, "--cid", "-c");
    return args.back().starts_with('-') ? std::string() : args.back();
}

bool ends_with_components(std::string_view path, std::string_view tail) {
    while (tail.starts_with('/')) tail.remove_prefix(1);
    if (tail.empty() || !path.ends_with(tail)) return false;
    return path.size() == tail.size() || path[path.size() - tail.size() - 1] == '/';
}

// A config without a cgroupsPath leaves the choice to the runtime: "<id>", or "<runtime>-<id>.scope" by systemd.
bool default_place(const std::string& id, const CgroupClaim& claim) {
    if (id.empty()) return false;
    if (claim.path == "/" + id) return true;
    if (!claim.made_by_host) return false;
    const auto last = basename(claim.path);
    return last == id || last == id + ".scope" || last.ends_with("-" + id + ".scope");
}

}  // namespace

bool makes(const Bundle& bundle, const CgroupClaim& claim) {
    if (bundle.cgroups_path.empty()) return default_place(bundle.id, claim);
    // "slice:prefix:name" taken literally: by a runtime that makes its cgroups itself, though it was asked as systemd
    // is.
    if (!bundle.cgroups_path.starts_with('/') && beneath(claim.path, "/" + bundle.cgroups_path)) return true;
    const auto wanted = cgroup_of(bundle.cgroups_path);
    if (wanted.starts_with('/') && beneath(claim.path, wanted)) return true;
    // The runtime may see only a part of the hierarchy: its path then is the end of ours.
    return claim.made_by_host && ends_with_components(claim.path, wanted);
}

bool BundleFinder::inside(std::uint32_t pid, const std::string& cgroup) const {
    const auto paths = proc_.cgroups(pid);
    return std::any_of(paths.begin(), paths.end(), [&](const auto& path) { return beneath(path, cgroup); });
}

std::vector<BundleFinder::Clue> BundleFinder::shim_clues(std::uint32_t pid, const CgroupName& name) const {
    const auto directory = proc_.cwd(pid);
    if (directory.empty() || directory == "/") return {};
    std::vector<Clue> out;
    for (const auto& id : name.ids)  // the shim of a pod runs in the sandbox's bundle; the others lie beside it
        if (id != basename(directory)) out.push_back({join(dirname(directory), id), id, false});
    out.push_back({directory, std::string(basename(directory)), false});
    return out;
}

std::vector<BundleFinder::Clue> BundleFinder::clues(std::uint32_t pid, const CgroupName& name) const {
    const auto args = proc_.runtime_args(pid, max_argv);
    if (args.empty()) return {};
    const auto program = basename(args.front());
    if (program.starts_with("containerd-shim")) return shim_clues(pid, name);
    if (const auto directory = option(args, "--bundle", "-b"); !directory.empty())
        return {{normalise(directory, proc_.cwd(pid)), container_id(args), true}};
    if (one_of(runtimes_by_hand, program) && starts_containers(args))
        return {{proc_.cwd(pid), container_id(args), true}};
    return {};
}

void BundleFinder::follow(const Clue& clue, const CgroupClaim& claim, BundleSearch& search) const {
    using enum BundleSearch::Outcome;
    auto [there, bundle, why] = files_.bundle(clue.directory);
    if (!there) return;
    if (!bundle) {
        search.outcome = bad;
        search.why = std::move(why);
        return;
    }
    bundle->id = clue.id;
    if (makes(*bundle, claim)) {
        search.outcome = found;
        search.bundle = std::move(*bundle);
    } else if (clue.certain && !claim.name.ids.empty() && claim.name.ids.back() != clue.id) {
        search.outcome = other;
    }
}

BundleSearch BundleFinder::find(std::uint32_t pid, const CgroupClaim& claim) const {
    BundleSearch out;
    for (int step = 0; step < generations && pid > 1; ++step, pid = proc_.parent(pid)) {
        if (inside(pid, claim.path)) continue;
        for (const auto& clue : clues(pid, claim.name)) {
            follow(clue, claim, out);
            if (out.outcome != BundleSearch::Outcome::missing) return out;
        }
    }
    return out;
}

BundleSearch BundleFinder::find_state(const CgroupClaim& claim) const {
    BundleSearch out;
    const auto state = files_.runc_state(claim.path);
    if (!state) return out;
    auto bundle = files_.bundle(state->bundle).bundle;
    if (!bundle) return out;
    bundle->id = state->id;
    out.outcome = BundleSearch::Outcome::found;
    out.bundle = std::move(*bundle);
    return out;
}

BundleSearch BundleFinder::find_root(const std::vector<std::string>& roots, const CgroupClaim& claim) const {
    BundleSearch out;
    const auto& ids = claim.name.ids;
    const std::string id(ids.empty() ? basename(claim.path) : std::string_view(ids.back()));
    for (const auto& root : roots) {
        if (basename(root) != "rootfs") continue;
        follow({std::string(dirname(root)), id, false}, claim, out);
        if (out.outcome != BundleSearch::Outcome::missing) break;
    }
    return out;
}

}  // namespace overboard::enrich
