// SPDX-License-Identifier: Apache-2.0
#include "baseline/store.h"

#include <algorithm>

namespace overboard::baseline {
namespace {

std::size_t weight(const Chain& chain, const std::string& hash, const Habit& habit) {
    return chain.server.size() + chain.parent.size() + chain.exe.size() + hash.size() + habit.example.size();
}

}  // namespace

Store::Added Store::add(const std::string& image, const Chain& chain, const std::string& hash, Habit habit) {
    if (const auto* known = find(image, chain); known && known->contains(hash)) return Added::known;
    const auto held = habits_.find(image);
    const std::size_t bytes = weight(chain, hash, habit);
    const bool full =
        held == habits_.end() ? images_.size() >= limits_.images : held->second >= limits_.habits_per_image;
    if (full || bytes_ + bytes > limits_.bytes) return Added::full;
    images_[image][chain].emplace(hash, std::move(habit));
    ++habits_[image];
    ++size_;
    bytes_ += bytes;
    return Added::fresh;
}

const Store::Habits* Store::find(std::string_view image, const Chain& chain) const {
    const auto of_image = images_.find(image);
    if (of_image == images_.end()) return nullptr;
    const auto habits = of_image->second.find(chain);
    return habits == of_image->second.end() ? nullptr : &habits->second;
}

bool Store::knows(std::string_view image, const Chain& chain, std::string_view hash) const {
    const auto* habits = find(image, chain);
    return habits && habits->contains(hash);
}

bool Store::varies(std::string_view image, const Chain& chain) const {
    const auto* habits = find(image, chain);
    if (!habits || chain.kind != Kind::exec) return false;
    const auto serving = std::ranges::count_if(*habits, [](const auto& one) { return one.second.serving; });
    return static_cast<std::size_t>(serving) >= vary_after;
}

std::size_t Store::add_all(const Store& other) {
    std::size_t refused = 0;
    for (const auto& [image, chains] : other.images())
        for (const auto& [chain, habits] : chains)
            for (const auto& [hash, habit] : habits) refused += add(image, chain, hash, habit) == Added::full;
    return refused;
}

bool Store::forget(std::string_view image) {
    const auto at = images_.find(image);
    if (at == images_.end()) return false;
    for (const auto& [chain, habits] : at->second)
        for (const auto& [hash, habit] : habits) bytes_ -= weight(chain, hash, habit);
    size_ -= habits_[at->first];
    habits_.erase(at->first);
    images_.erase(at);
    return true;
}

void Store::clear() { *this = Store(limits_); }

}  // namespace overboard::baseline
