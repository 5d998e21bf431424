// SPDX-License-Identifier: Apache-2.0
// The containers by key, and the cgroups that may become one. Bounded: a cgroup that no container starts in costs
// its path, and the oldest of those goes first.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "enrich/bundle.h"
#include "enrich/bundle_finder.h"
#include "enrich/container.h"

namespace overboard::enrich {

struct ContainerEntry {
    using Nested = std::map<std::uint64_t, std::string>;
    Container info;
    CgroupClaim claim;
    std::vector<std::string> sources;  // of info.mounts, with the host's symbolic links followed
    bool armed = false;                // it runs: its first exec was seen, or it was found running
    bool impostor = false;             // its name belongs to another container: the name says nothing
    Nested nested;                     // ids that containers inside it claim, by their cgroups
    std::string claimed_id;            // the one that its own cgroup claims beside its own; "" mostly
    std::uint32_t root_device = 0;     // of its root file system; 0: not known
    std::uint64_t removed_ns = 0;      // 0: its cgroup is there
};

class Containers {
public:
    explicit Containers(std::size_t most) : most_(most) {}

    // Forgets what was removed a while ago, and makes room for one more. Once, before each event for which crowded() is
    // true; earlier pointers may dangle after it. Gives the keys that are gone.
    std::vector<std::uint64_t> trim(std::uint64_t now_ns);
    bool crowded(std::uint64_t now_ns) const { return due_ns_ <= now_ns || entries_.size() >= most_; }

    void made(std::uint64_t key, CgroupClaim claim);  // a candidate
    void removed(std::uint64_t key, std::uint64_t time_ns);
    CgroupClaim* candidate(std::uint64_t key);

    // The container, made from its candidate when it is new; claim: when there was none.
    ContainerEntry& establish(std::uint64_t key, const CgroupClaim& claim);
    ContainerEntry* find(std::uint64_t key) { return last_ && last_->info.key == key ? last_ : look_up(key); }
    const ContainerEntry* find(std::uint64_t key) const;

    // Whether another container that runs carries this id, other than one whose cgroup holds this path.
    bool taken(const std::string& id, std::uint64_t by_other_than, const std::string& path) const;

    std::size_t running() const;
    void each(const std::function<void(ContainerEntry&)>& visit);

private:
    ContainerEntry* look_up(std::uint64_t key);
    void erase(std::uint64_t key);
    std::uint64_t forget_oldest();

    std::size_t most_;
    std::unordered_map<std::uint64_t, ContainerEntry> entries_;
    ContainerEntry* last_ = nullptr;  // the one found last: most events follow one of the same container
    std::unordered_map<std::uint64_t, CgroupClaim> candidates_;
    std::deque<std::uint64_t> candidate_order_, entry_order_, removed_order_;
    std::uint64_t due_ns_ = ~std::uint64_t{0};  // nothing removed is to be forgotten before that
};

}  // namespace overboard::enrich
