// SPDX-License-Identifier: Apache-2.0
// What was learnt, by image. Data only, bounded: what comes first stays, so that nothing can push a habit out.
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
        std::size_t images = 256, habits_per_image = 512;
        std::size_t bytes = 8 << 20;  // of all texts
    };
    // Different arguments of one chain, seen while serving, after which they are taken to vary.
    static constexpr std::size_t vary_after = 3;
    static constexpr std::size_t max_path = 256, max_example = 200, hash_digits = 64;

    enum class Added : std::uint8_t { fresh, known, full };
    using Habits = std::map<std::string, Habit, std::less<>>;  // by hash, in hex
    using Image = std::map<Chain, Habits>;

    Store() : Store(Limits{}) {}
    explicit Store(Limits limits) : limits_(limits) {}

    Added add(const std::string& image, const Chain& chain, const std::string& hash, Habit habit);
    bool knows(std::string_view image, const Chain& chain, std::string_view hash) const;
    bool varies(std::string_view image, const Chain& chain) const;
    // Gives how many were not taken for want of room.
    std::size_t add_all(const Store& other);
    bool forget(std::string_view image);
    void clear();

    const std::map<std::string, Image, std::less<>>& images() const { return images_; }
    std::size_t size() const { return size_; }  // habits
    const Limits& limits() const { return limits_; }

private:
    const Habits* find(std::string_view image, const Chain& chain) const;

    Limits limits_;
    std::map<std::string, Image, std::less<>> images_;
    std::map<std::string, std::size_t, std::less<>> habits_;  // by image
    std::size_t size_ = 0, bytes_ = 0;
};

}  // namespace overboard::baseline
