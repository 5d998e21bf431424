// SPDX-License-Identifier: Apache-2.0
#include "incidents/folds.h"

namespace overboard::incidents {

bool Folds::is_full(const std::string& group) const {
    const auto found = groups_.find(group);
    return found != groups_.end() && found->second >= limits_.max_distinct;
}

void Folds::repeat(const std::string& key, std::uint64_t count, const std::function<Alert()>& make) {
    Fold& fold = *by_key_.at(key);
    if (!fold.summary) {
        fold.summary = make();
        fold.summary->count = 0;
    }
    fold.summary->count += count;
}

void Folds::open(const std::string& key, const std::string& group, std::int64_t boot_ns) {
    if (!folds_.empty() && folds_.size() >= limits_.max_folds) end(folds_.begin());
    folds_.push_back({key, group, boot_ns, std::nullopt});
    by_key_[key] = std::prev(folds_.end());
    ++groups_[group];
    ++opened_;
}

void Folds::end(Place fold) {
    if (fold->summary) emit_(*fold->summary);
    const auto group = groups_.find(fold->group);
    if (--group->second == 0) groups_.erase(group);
    by_key_.erase(fold->key);
    folds_.erase(fold);
}

void Folds::tick(std::int64_t boot_ns) {
    while (!folds_.empty() && boot_ns - folds_.front().since >= limits_.window_ns) {
        const Place first = folds_.begin();
        if (!first->summary) {
            end(first);
            continue;
        }
        emit_(*first->summary);
        first->summary.reset();
        first->since = boot_ns;
        folds_.splice(folds_.end(), folds_, first);
    }
}

void Folds::flush() {
    while (!folds_.empty()) end(folds_.begin());
}

}  // namespace overboard::incidents
