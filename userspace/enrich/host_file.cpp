// SPDX-License-Identifier: Apache-2.0
#include "enrich/host_file.h"

#include <linux/magic.h>

#include <algorithm>
#include <array>

#include "enrich/host_class.h"
#include "enrich/path.h"

namespace overboard::enrich {
namespace {

constexpr std::uint32_t mqueue_magic = 0x19800202;  // ipc/mqueue.c; not in the uapi header

// One instance serves every mount of them, the container's own included, so the device tells nothing: only a
// bind mount in the container's config makes them the host's.
bool shared_by_all(std::uint32_t magic) {
    static constexpr std::array<std::uint32_t, 10> all = {
        SYSFS_MAGIC,      CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, DEVPTS_SUPER_MAGIC, mqueue_magic,
        SECURITYFS_MAGIC, DEBUGFS_MAGIC,      TRACEFS_MAGIC,       BPF_FS_MAGIC,       NSFS_MAGIC};
    return std::find(all.begin(), all.end(), magic) != all.end();
}

// Without these in its /dev no program runs; a runtime that may not make device nodes binds the host's.
bool harmless_device(std::string_view path) {
    static constexpr std::array<std::string_view, 6> all = {"/dev/null", "/dev/zero",    "/dev/full",
                                                            "/dev/tty",  "/dev/urandom", "/dev/random"};
    return std::find(all.begin(), all.end(), path) != all.end();
}

constexpr std::size_t none = static_cast<std::size_t>(-1);

// The mount through which a path of the container is reached: the longest destination, the last of equals.
std::size_t covering(std::string_view path, const MountView& view) {
    std::size_t out = none;
    for (std::size_t i = 0; i < view.mounts.size(); ++i) {
        const auto& destination = view.mounts[i].destination;
        if (!beneath(path, destination)) continue;
        if (out == none || destination.size() >= view.mounts[out].destination.size()) out = i;
    }
    return out;
}

bool is_bind(const MountView& view, std::size_t at) { return at != none && !view.mounts[at].source.empty(); }

std::string_view source(const MountView& view, std::size_t at) {
    return at < view.sources.size() ? std::string_view(view.sources[at]) : std::string_view(view.mounts[at].source);
}

JudgedFile through_mount(std::string_view path, const MountView& view, std::size_t at) {
    JudgedFile out;
    out.mounted = true;
    out.path = join(source(view, at), below(path, view.mounts[at].destination));
    out.managed = view.mounts[at].managed || harmless_device(out.path);
    out.cls = classify(out.path);
    return out;
}

// A managed mount's source is the container's own file, by whatever way it was reached.
bool beneath_managed(std::string_view name, const MountView& view) {
    for (std::size_t i = 0; i < view.mounts.size(); ++i)
        if (view.mounts[i].managed && (beneath(name, source(view, i)) || beneath(name, view.mounts[i].source)))
            return true;
    return harmless_device(name);
}

// Of several names, a managed mount's; else the first that tells what the file is worth.
JudgedFile choose(const std::vector<std::string>& names, const MountView& view) {
    for (const auto& name : names)
        if (beneath_managed(name, view)) return {true, true, name, classify(name)};
    for (const auto& name : names)
        if (const auto cls = classify(name); cls != HostClass::other) return {true, false, name, cls};
    return {true, false, names.front(), HostClass::other};
}

// "/proc/self/root/etc" is "/etc": the one magic link that leads back to the root.
std::string_view without_proc_root(std::string_view path) {
    while (path.starts_with("/proc/")) {
        const auto owner_end = path.find('/', 6);
        if (owner_end == path.npos) break;
        const auto rest = path.substr(owner_end);
        if (!beneath(rest, "/root")) break;
        path = rest == "/root" ? std::string_view("/") : rest.substr(5);
    }
    return path;
}

}  // namespace

JudgedFile judge_file(const decode::File& file, const HostMounts& host, const MountView& view) {
    if (file.own_root) return {};
    const auto at = covering(file.path.container, view);
    const bool bound = is_bind(view, at);
    if (shared_by_all(file.magic)) return bound ? through_mount(file.path.container, view, at) : JudgedFile{};
    if (!file.path.truncated)
        if (const auto names = host.paths(file.device, file.path.filesystem); !names.empty())
            return choose(names, view);
    // The host's table may be older than the mount; a procfs that it does not know is the container's own.
    const bool plausible = bound && file.magic != PROC_SUPER_MAGIC && !file.path.truncated && !file.path.outside;
    return plausible ? through_mount(file.path.container, view, at) : JudgedFile{};
}

JudgedFile judge_name(std::string_view name, std::string_view cwd, const MountView& view) {
    if (name.empty() || (!name.starts_with('/') && cwd.empty())) return {};
    const auto whole = normalise(name, cwd);
    const auto path = without_proc_root(whole);
    const auto at = covering(path, view);
    return is_bind(view, at) ? through_mount(path, view, at) : JudgedFile{};
}

}  // namespace overboard::enrich
