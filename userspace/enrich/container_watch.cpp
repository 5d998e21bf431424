// SPDX-License-Identifier: Apache-2.0
#include "enrich/container_watch.h"

#include <algorithm>
#include <array>
#include <utility>

#include "enrich/capabilities.h"
#include "enrich/path.h"
#include "enrich/runtimes/runtime.h"

namespace overboard::enrich {
namespace {

// Each attached process is one more chance; a cgroup that gathers processes without a bundle is a service.
constexpr int most_attempts = 6;
constexpr std::size_t most_nested = 256;  // ids remembered of one container's inner ones

CgroupClaim make_claim(std::string path, bool made_by_host) {
    auto name = parse_cgroup(path);
    return {std::move(path), std::move(name), made_by_host};
}

}  // namespace

ContainerWatch::ContainerWatch(const Settings& settings, const Proc& proc, const HostFiles& files,
                               const HostMounts& mounts, const std::int64_t& realtime_offset_ns)
    : proc_(proc),
      files_(files),
      mounts_(mounts),
      realtime_offset_ns_(realtime_offset_ns),
      finder_(proc, files),
      table_(settings.max_containers) {}

void ContainerWatch::on_cgroup(const decode::Event& event, const decode::Cgroup& cgroup) {
    const auto& actor = *event.task.raw;
    if (cgroup.op == OB_CGROUP_RMDIR) return table_.removed(cgroup.id, event.record->time_ns);
    if (actor.container != 0) return made_inside(actor.container, cgroup);
    if (!table_.find(cgroup.id) && !table_.candidate(cgroup.id))
        table_.made(cgroup.id, make_claim(std::string(cgroup.path), true));
    if (cgroup.op == OB_CGROUP_ATTACH) search(cgroup.id, cgroup.target_tgid);
    search(cgroup.id, actor.tgid);
}

void ContainerWatch::tell_nested(ContainerEntry& outer, const ob_task& task) {
    const bool nested = task.flags & OB_TASK_NESTED;
    auto known = outer.nested.find(task.cgroup);
    if (nested && (known == outer.nested.end() || known->second.empty())) known = ask_nested(outer, task);
    outer.info.nested_id = known == outer.nested.end() ? outer.claimed_id : known->second;
}

std::string& ContainerWatch::nested_in(ContainerEntry& outer, std::uint64_t cgroup) {
    if (outer.nested.size() >= most_nested) outer.nested.erase(outer.nested.begin());  // the oldest: ids only grow
    return outer.nested[cgroup];
}

// Empty as long as no process of it could be asked before it was gone.
ContainerEntry::Nested::iterator ContainerWatch::ask_nested(ContainerEntry& outer, const ob_task& task) {
    auto& id = nested_in(outer, task.cgroup);
    for (const auto& path : proc_.cgroups(task.tgid)) {
        const auto ids = parse_cgroup(path).ids;
        if (!ids.empty() && ids.back() != outer.info.id) id = ids.back();
    }
    return outer.nested.find(task.cgroup);
}

// Until the bundle is known, by the cgroup's claim, whether or not it is a container already.
void ContainerWatch::search(std::uint64_t key, std::uint32_t pid) {
    auto* entry = table_.find(key);
    if (entry && entry->info.identified) return;
    if (auto* claim = entry ? &entry->claim : table_.candidate(key)) search(key, *claim, pid);
}

// A cgroup made by a container may bear any name, another container's id among them: whoever is in it stays the
// outer's.
void ContainerWatch::made_inside(std::uint64_t outer, const decode::Cgroup& cgroup) {
    const auto name = parse_cgroup(cgroup.path);
    auto* entry = table_.find(outer);
    if (cgroup.op != OB_CGROUP_MKDIR || name.ids.empty() || !entry || name.ids.back() == entry->info.id) return;
    nested_in(*entry, cgroup.id) = name.ids.back();
    ++tally_.false_identity;
}

void ContainerWatch::search(std::uint64_t key, CgroupClaim& claim, std::uint32_t pid) {
    if (claim.name.monitor || claim.path.empty() || claim.path == "/") return;
    if (++claim.attempts > most_attempts) return;
    auto result = finder_.find(pid, claim);
    if (result.outcome != BundleSearch::Outcome::missing) accept(table_.establish(key, claim), std::move(result));
}

void ContainerWatch::accept(ContainerEntry& entry, BundleSearch result) {
    using enum BundleSearch::Outcome;
    if (result.outcome == bad) ++bundles_of(entry.claim.name.runtime).bad;
    if (result.outcome == other && !std::exchange(entry.impostor, true)) ++tally_.false_identity;
    if (result.outcome != found) return;
    entry.impostor = false;
    entry.info.id = result.bundle.id;
    describe(result.bundle, files_, entry.info);
    ++bundles_of(entry.info.runtime).read;
    entry.sources.clear();
    for (const auto& mount : entry.info.mounts)
        entry.sources.push_back(mount.source.empty() ? std::string() : files_.resolved(mount.source));
    const auto& ids = entry.claim.name.ids;
    if (!ids.empty() && ids.back() != entry.info.id) entry.info.nested_id = entry.claimed_id = ids.back();
}

// A runtime's name may come from a cgroup's, and so from whoever made that: the metric has one series for all others.
Tally::Bundles& ContainerWatch::bundles_of(const std::string& runtime) {
    const bool known = std::ranges::find(tallied_runtimes, runtime) != tallied_runtimes.end();
    return tally_.bundles[known ? runtime : "unknown"];
}

// Without a bundle the name is all there is: a hint, and none at all when another container is known by it.
void ContainerWatch::name_by_cgroup(ContainerEntry& entry) {
    auto& info = entry.info;
    const auto& name = entry.claim.name;
    if (info.identified || !info.id.empty() || entry.impostor) return;
    ++bundles_of(name.runtime).missing;
    const auto id = name.ids.empty() ? std::string(basename(entry.claim.path)) : name.ids.front();
    if (table_.taken(id, info.key, entry.claim.path)) {
        entry.impostor = true;
        ++tally_.false_identity;
        return;
    }
    info.id = id;
    info.runtime = name.runtime;
    if (name.ids.size() > 1) info.nested_id = entry.claimed_id = name.ids.back();
    if (!name.pod_uid.empty()) info.pod = Pod{"", "", name.pod_uid, {}};
}

void ContainerWatch::set_armed(ContainerEntry& entry, std::uint64_t boot_ns) const {
    entry.armed = true;
    entry.info.armed_ns = boot_ns;
    entry.info.armed_wall_ns = static_cast<std::int64_t>(boot_ns) + realtime_offset_ns_;
}

void ContainerWatch::on_armed(const ob_event_container& wire) {
    const auto& task = wire.rec.task;
    const auto* known = table_.candidate(task.container);
    auto& entry = table_.establish(task.container, known ? *known : claim_of(task.tgid, task.container));
    search(entry.info.key, task.parent_tgid);
    search_what_it_left(entry, wire.root_dev);
    set_armed(entry, wire.rec.time_ns);
    record(entry, wire);
    name_by_cgroup(entry);
}

ContainerEntry* ContainerWatch::on_unknown(const ob_task& task) {
    ++tally_.unknown_container;
    ob_event_container nothing{};
    on_scanned(nothing, task);
    return table_.find(task.container);
}

void ContainerWatch::on_scanned(const ob_event_container& wire, const ob_task& task) {
    auto* known = table_.find(task.container);
    if (known && known->armed) return;
    const auto* made = table_.candidate(task.container);
    auto& entry = table_.establish(task.container, made ? *made : claim_of(task.tgid, task.container));
    search(task.container, task.parent_tgid);
    search_what_it_left(entry, wire.root_dev);
    set_armed(entry, task.start_ns);  // of the eldest process there is
    if (wire.mnt_ns != 0) record(entry, wire);
    name_by_cgroup(entry);
}

// The runtime is gone: its state directory, or the place where the host mounted the container's root, still tell.
void ContainerWatch::search_what_it_left(ContainerEntry& entry, std::uint32_t root_device) {
    using enum BundleSearch::Outcome;
    if (entry.info.identified) return;
    auto result = finder_.find_state(entry.claim);
    if (result.outcome != found && root_device != 0)
        result = finder_.find_root(mounts_.paths(root_device, "/"), entry.claim);
    if (result.outcome == found || result.outcome == bad) accept(entry, std::move(result));
}

CgroupClaim ContainerWatch::claim_of(std::uint32_t pid, std::uint64_t key) const {
    std::string out;
    for (auto& path : proc_.cgroups(pid)) {
        if (path == "/") continue;
        if (out.empty() || (parse_cgroup(out).ids.empty() && !parse_cgroup(path).ids.empty())) out = std::move(path);
    }
    if (out.empty() && proc_.readable()) out = files_.cgroup_path(key);
    return make_claim(std::move(out), false);
}

void ContainerWatch::record(ContainerEntry& entry, const ob_event_container& wire) {
    auto& info = entry.info;
    info.mnt_ns = wire.mnt_ns;
    info.pid_ns = wire.pid_ns;
    info.net_ns = wire.net_ns;
    info.user_ns = wire.user_ns;
    info.cgroup_ns = wire.cgroup_ns;
    info.init_pid = wire.rec.task.tgid;
    info.started_ns = wire.rec.task.start_ns;
    info.layers = mounts_.layers(entry.root_device = wire.root_dev);
    info.effective_caps = wire.effective;
    info.capabilities = capability_names(wire.bounding);
    if (auto own = own_namespaces(wire); !own.empty()) info.namespaces = std::move(own);
}

// A container may run before the table that shows its root was read.
void ContainerWatch::on_mounts() {
    table_.each([this](ContainerEntry& entry) {
        if (entry.info.layers.empty()) entry.info.layers = mounts_.layers(entry.root_device);
    });
}

// What the kernel says beats the config: a namespace "joined by path" may well be the host's own.
std::vector<std::string> ContainerWatch::own_namespaces(const ob_event_container& wire) const {
    struct Type {
        const char *oci, *proc;
        std::uint32_t inode;
    };
    const std::array<Type, 7> types = {{{"mount", "mnt", wire.mnt_ns},
                                        {"pid", "pid", wire.pid_ns},
                                        {"network", "net", wire.net_ns},
                                        {"user", "user", wire.user_ns},
                                        {"cgroup", "cgroup", wire.cgroup_ns},
                                        {"uts", "uts", wire.uts_ns},
                                        {"ipc", "ipc", wire.ipc_ns}}};
    constexpr std::uint32_t kthreadd = 2;  // in the host's namespaces, and shown to whoever may not see init's
    std::vector<std::string> out;
    for (const auto& type : types) {
        auto host = proc_.ns(kthreadd, type.proc);
        if (host == 0) host = proc_.ns(1, type.proc);
        if (host == 0) return {};
        if (type.inode != 0 && type.inode != host) out.emplace_back(type.oci);
    }
    return out;
}

}  // namespace overboard::enrich
