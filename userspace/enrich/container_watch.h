// SPDX-License-Identifier: Apache-2.0
// Follows the births and ends of containers: which cgroup is one, and which bundle it was made from.
#pragma once

#include <cstdint>
#include <string>

#include "decode/event.h"
#include "enrich/bundle_finder.h"
#include "enrich/containers.h"
#include "enrich/enricher.h"
#include "enrich/host_file.h"
#include "enrich/host_files.h"
#include "enrich/host_mounts.h"
#include "enrich/proc.h"

namespace overboard::enrich {

class ContainerWatch {
public:
    // All outlive it; mounts and realtime_offset_ns: the host's, as they are at each call.
    ContainerWatch(const Settings& settings, const Proc& proc, const HostFiles& files, const HostMounts& mounts,
                   const std::int64_t& realtime_offset_ns);

    void on_cgroup(const decode::Event& event, const decode::Cgroup& cgroup);
    void on_armed(const ob_event_container& wire);
    // A container of which nothing was told, named by one of its processes.
    ContainerEntry* on_unknown(const ob_task& task);
    // Whatever it did, `outer` is the container it did it in. A cgroup made inside, as a container inside that one has
    // it, may claim an id of its own, which is then nested_id.
    void on_event(ContainerEntry& outer, const ob_task& task) {
        if (task.flags & OB_TASK_NESTED || !outer.nested.empty()) tell_nested(outer, task);
    }
    // A container that was running before; pid: one of its processes, its first if possible.
    void on_scanned(const ob_event_container& wire, const ob_task& task);

    // The host's mount table is a new one.
    void on_mounts();

    Containers& table() { return table_; }
    const Containers& table() const { return table_; }
    const Tally& tally() const { return tally_; }

private:
    void tell_nested(ContainerEntry& outer, const ob_task& task);
    ContainerEntry::Nested::iterator ask_nested(ContainerEntry& outer, const ob_task& task);
    std::string& nested_in(ContainerEntry& outer, std::uint64_t cgroup);
    void made_inside(std::uint64_t outer, const decode::Cgroup& cgroup);
    void set_armed(ContainerEntry& entry, std::uint64_t boot_ns) const;
    void search(std::uint64_t key, std::uint32_t pid);
    void search(std::uint64_t key, CgroupClaim& claim, std::uint32_t pid);
    void accept(ContainerEntry& entry, BundleSearch result);
    Tally::Bundles& bundles_of(const std::string& runtime);
    void search_what_it_left(ContainerEntry& entry, std::uint32_t root_device);
    void name_by_cgroup(ContainerEntry& entry);
    void record(ContainerEntry& entry, const ob_event_container& wire);
    std::vector<std::string> own_namespaces(const ob_event_container& wire) const;
    CgroupClaim claim_of(std::uint32_t pid, std::uint64_t key) const;

    const Proc& proc_;
    const HostFiles& files_;
    const HostMounts& mounts_;
    const std::int64_t& realtime_offset_ns_;
    BundleFinder finder_;
    Containers table_;
    Tally tally_;
};

}  // namespace overboard::enrich
