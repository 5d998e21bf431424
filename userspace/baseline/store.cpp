// SPDX-License-Identifier: Apache-2.0
#include "baseline/store.h"

#include <algorithm>

#include "base/text.h"

namespace overboard::baseline {
namespace {

std::size_t weight(const Chain& chain, const std::string& hash, const Habit& habit) {
    return chain.server.size() + chain.parent.size() + chain.exe.size() + hash.size() + habit.example.size();
}

bool is_text(std::string_view text) {
    char32_t code_point = 0;
    while (!text.empty()) {
        const auto length = base::utf8_sequence(text, code_point);
        if (length == 0 || code_point < 0x20) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace

bool Store::is_path(std::string_view text) { return text.starts_with('/') && text.size() <= max_path && is_text(text); }

bool Store::is_image(std::string_view text) { return !text.empty() && text.size() <= max_image && is_text(text); }

// An image that is not there yet costs its name, too.
bool Store::fits(const std::string& image, std::size_t bytes) const {
    if (images_.contains(image)) return bytes_ + bytes <= limits_.bytes;
    return images_.size() < limits_.images && bytes_ + bytes + image.size() <= limits_.bytes;
}

Store::Added Store::add(const std::string& image, const Chain& chain, const std::string& hash, Habit habit) {
    if (knows(image, chain, hash)) return Added::known;
    const auto held = images_.find(image);
    const std::size_t bytes = weight(chain, hash, habit);
    if (held != images_.end() && held->second.habits >= limits_.habits_per_image) return Added::full;
    if (!fits(image, bytes)) return Added::full;
    const std::size_t named = held == images_.end() ? image.size() : 0;
    Image& into = images_[image];
    into.chains[chain].emplace(hash, std::move(habit));
    ++into.habits;
    into.bytes += bytes + named;
    bytes_ += bytes + named;
    ++size_;
    return Added::fresh;
}

Store::Added Store::keep(const std::string& image, const Chain& chain, const std::string& hash, Habit habit,
                         std::size_t& evicted) {
    if (knows(image, chain, hash)) return Added::known;
    const auto held = images_.find(image);
    if (held != images_.end() && held->second.habits >= limits_.habits_per_image) return Added::full;
    while (!fits(image, weight(chain, hash, habit)) && evict(image)) ++evicted;
    return add(image, chain, hash, std::move(habit));
}

bool Store::touch(std::string_view image, std::int64_t seen_s) {
    const auto known = images_.find(image);
    if (known == images_.end()) return false;
    known->second.seen_s = std::max(known->second.seen_s, seen_s);
    return true;
}

// Rare, so it may look at all of them. Equal times: by name, so that a replay gives up the same.
bool Store::evict(const std::string& but) {
    auto oldest = images_.end();
    for (auto one = images_.begin(); one != images_.end(); ++one)
        if (one->first != but && (oldest == images_.end() || one->second.seen_s < oldest->second.seen_s)) oldest = one;
    return oldest != images_.end() && forget(oldest->first);
}

const Store::Habits* Store::find(std::string_view image, const Chain& chain) const {
    const auto of_image = images_.find(image);
    if (of_image == images_.end()) return nullptr;
    const auto habits = of_image->second.chains.find(chain);
    return habits == of_image->second.chains.end() ? nullptr : &habits->second;
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

// The times first, so that none makes room that the other has seen of late.
std::size_t Store::keep_all(const Store& other) {
    std::size_t evicted = 0;
    for (const auto& [name, image] : other.images()) touch(name, image.seen_s);
    for (const auto& [name, image] : other.images())
        for (const auto& [chain, habits] : image.chains)
            for (const auto& [hash, habit] : habits)
                if (keep(name, chain, hash, habit, evicted) == Added::fresh) touch(name, image.seen_s);
    return evicted;
}

bool Store::forget(std::string_view image) {
    const auto at = images_.find(image);
    if (at == images_.end()) return false;
    size_ -= at->second.habits;
    bytes_ -= at->second.bytes;
    images_.erase(at);
    return true;
}

void Store::touch_all(std::int64_t seen_s) {
    for (auto& [name, image] : images_) image.seen_s = std::max(image.seen_s, seen_s);
}

void Store::forget_times() {
    for (auto& [name, image] : images_) image.seen_s = 0;
}

void Store::clear() { *this = Store(limits_); }

}  // namespace overboard::baseline
