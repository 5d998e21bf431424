// SPDX-License-Identifier: Apache-2.0
// What was learnt, by image. Data only, bounded: an image takes no more than its share, and where all are full the one
// that was not seen for longest makes room as a whole, if its owner says so (keep), or nothing more is taken (add).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace overboard::baseline {

enum class Kind : std::uint8_t { exec, connect };

// Who did it. Paths as the container sees them, each a file of the image. A connect has neither server nor parent.
struct Chain {
    Kind kind = Kind::exec;
    std::string server;  // in whose lineage
    std::string parent;  // what the process was born of
    std::string exe;
    auto operator<=>(const Chain&) const = default;
};

struct Habit {
    bool serving = false;  // seen after the server had been connected to
    std::string example;   // for people: redacted and cut, and no part of what is compared
};

class Store {
public:
    struct Limits {
        std::size_t images = 1024, habits_per_image = 512;
        std::size_t bytes = 8 << 20;  // of all texts: what bounds the memory
    };
    // Different arguments of one chain, seen while serving, after which they are taken to vary.
    static constexpr std::size_t vary_after = 3;
    static constexpr std::size_t max_path = 256, max_example = 200, hash_digits = 64;
    static constexpr std::size_t max_image = 1024;

    // What can be part of a habit: an absolute path, the name of an image. Valid UTF-8, or else a file would not give
    // back what was learnt, and no control bytes: each takes six in JSON, and full stores must fit into a file.
    static bool is_path(std::string_view text);
    static bool is_image(std::string_view text);

    enum class Added : std::uint8_t { fresh, known, full };
    using Habits = std::map<std::string, Habit, std::less<>>;  // by hash, in hex
    struct Image {
        std::map<Chain, Habits> chains;
        std::size_t habits = 0, bytes = 0;
        std::int64_t seen_s = 0;  // when one of its containers last did something, since 1970; 0: not known
    };

    Store() : Store(Limits{}) {}
    explicit Store(Limits limits) : limits_(limits) {}

    // full: there is no room, neither for the image nor beside it.
    Added add(const std::string& image, const Chain& chain, const std::string& hash, Habit habit);
    // The same, but other images make room, those first that were not seen for longest; each is counted in evicted.
    // full: the image itself has its share.
    Added keep(const std::string& image, const Chain& chain, const std::string& hash, Habit habit,
               std::size_t& evicted);
    // The image was seen then; an earlier time than the one that is known changes nothing. false: nothing is known of
    // it.
    bool touch(std::string_view image, std::int64_t seen_s);
    bool knows(std::string_view image, const Chain& chain, std::string_view hash) const;
    bool varies(std::string_view image, const Chain& chain) const;
    // What the other knows, with when it was seen; gives how many images made room.
    std::size_t keep_all(const Store& other);
    bool forget(std::string_view image);
    void touch_all(std::int64_t seen_s);
    void forget_times();
    void clear();

    const std::map<std::string, Image, std::less<>>& images() const { return images_; }
    std::size_t size() const { return size_; }    // habits
    std::size_t bytes() const { return bytes_; }  // of all texts
    const Limits& limits() const { return limits_; }

private:
    const Habits* find(std::string_view image, const Chain& chain) const;
    bool fits(const std::string& image, std::size_t bytes) const;
    bool evict(const std::string& but);

    Limits limits_;
    std::map<std::string, Image, std::less<>> images_;
    std::size_t size_ = 0, bytes_ = 0;
};

}  // namespace overboard::baseline
