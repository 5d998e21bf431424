// SPDX-License-Identifier: Apache-2.0
#include "enrich/containers.h"

#include <algorithm>

#include "enrich/path.h"

namespace overboard::enrich {
namespace {

constexpr std::uint64_t retain_ns = 60'000'000'000;  // events of the bulk ring come after the cgroup's end

}  // namespace

void Containers::made(std::uint64_t key, CgroupClaim claim) {
    if (entries_.contains(key)) return;
    if (candidates_.insert_or_assign(key, std::move(claim)).second) candidate_order_.push_back(key);
    while (candidates_.size() > most_) {
        candidates_.erase(candidate_order_.front());
        candidate_order_.pop_front();
    }
}

void Containers::removed(std::uint64_t key, std::uint64_t time_ns) {
    if (candidates_.erase(key)) std::erase(candidate_order_, key);
    auto* entry = find(key);
    if (!entry || entry->removed_ns) return;
    entry->removed_ns = std::max<std::uint64_t>(time_ns, 1);
    removed_order_.push_back(key);
    due_ns_ = std::min(due_ns_, entry->removed_ns + retain_ns);
}

CgroupClaim* Containers::candidate(std::uint64_t key) {
    const auto at = candidates_.find(key);
    return at == candidates_.end() ? nullptr : &at->second;
}

ContainerEntry& Containers::establish(std::uint64_t key, const CgroupClaim& claim) {
    const auto [at, is_new] = entries_.try_emplace(key);
    auto& entry = at->second;
    if (!is_new) return entry;
    entry_order_.push_back(key);
    entry.info.key = key;
    entry.claim = claim;
    if (const auto known = candidates_.find(key); known != candidates_.end()) {
        entry.claim = std::move(known->second);
        candidates_.erase(known);
        std::erase(candidate_order_, key);
    }
    entry.info.cgroup = entry.claim.path;
    return entry;
}

ContainerEntry* Containers::look_up(std::uint64_t key) {
    const auto at = entries_.find(key);
    return at == entries_.end() ? nullptr : last_ = &at->second;
}

const ContainerEntry* Containers::find(std::uint64_t key) const {
    const auto at = entries_.find(key);
    return at == entries_.end() ? nullptr : &at->second;
}

bool Containers::taken(const std::string& id, std::uint64_t key, const std::string& path) const {
    return std::any_of(entries_.begin(), entries_.end(), [&](const auto& item) {
        const auto& other = item.second;
        return item.first != key && other.info.id == id && !other.removed_ns && !beneath(path, other.claim.path);
    });
}

std::size_t Containers::running() const {
    return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), [](const auto& item) {
        return item.second.armed && !item.second.removed_ns;
    }));
}

void Containers::erase(std::uint64_t key) {
    last_ = nullptr;
    entries_.erase(key);
}

std::uint64_t Containers::forget_oldest() {
    const auto quiet = std::find_if(entry_order_.begin(), entry_order_.end(), [&](std::uint64_t key) {
        const auto& entry = entries_.at(key);
        return entry.removed_ns || !entry.armed;
    });
    const auto victim = quiet == entry_order_.end() ? entry_order_.begin() : quiet;
    const auto key = *victim;
    std::erase(removed_order_, key);
    erase(key);
    entry_order_.erase(victim);
    return key;
}

std::vector<std::uint64_t> Containers::trim(std::uint64_t now_ns) {
    std::vector<std::uint64_t> gone;
    while (due_ns_ <= now_ns && !removed_order_.empty()) {
        const auto key = removed_order_.front();
        due_ns_ = entries_.at(key).removed_ns + retain_ns;
        if (due_ns_ > now_ns) break;
        gone.push_back(key);
        erase(key);
        std::erase(entry_order_, key);
        removed_order_.pop_front();
    }
    if (removed_order_.empty()) due_ns_ = ~std::uint64_t{0};
    while (entries_.size() >= most_) gone.push_back(forget_oldest());
    return gone;
}

void Containers::each(const std::function<void(ContainerEntry&)>& visit) {
    for (auto& [key, entry] : entries_) visit(entry);
}

}  // namespace overboard::enrich
