// SPDX-License-Identifier: Apache-2.0
// Many regular expressions in one pass: RE2's set of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}  // namespace re2

namespace overboard::engine {

class Regexes {
public:
    Regexes();
    ~Regexes();
    Regexes(Regexes&&) noexcept;
    Regexes& operator=(Regexes&&) noexcept;

    void add(const re2::RE2& regex, std::uint32_t target);
    void build();  // once, after the last add()
    bool empty() const { return targets_.empty(); }

    // hit(target) for each that matches the whole text. All of them where RE2 lacks the memory to tell. Allocates
    // nothing when none matches, but for RE2's cache on its first uses.
    template <class Hit>
    void find(std::string_view text, Hit hit) const {
        const auto found = matching(text);
        if (found == Found::none) return;
        if (found == Found::some)
            for (const int one : found_) hit(targets_[static_cast<std::size_t>(one)]);
        else
            for (const auto target : targets_) hit(target);
    }

private:
    enum class Found : std::uint8_t { none, some, unknown };
    Found matching(std::string_view text) const;

    struct Set;
    std::unique_ptr<Set> set_;  // null: every text is taken for a match
    std::vector<std::uint32_t> targets_;
    mutable std::vector<int> found_;
};

}  // namespace overboard::engine
