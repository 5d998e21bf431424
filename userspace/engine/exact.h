// SPDX-License-Identifier: Apache-2.0
// Whole values by hash, each with what it leads to.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace overboard::engine {

class Exact {
public:
    void add(const std::string& value, std::uint32_t target) { values_[value].push_back(target); }
    void build();  // once, after the last add()
    bool empty() const { return slots_.empty(); }

    // The targets of that value; none when nobody named it. Allocates nothing.
    std::span<const std::uint32_t> find(std::string_view value) const {
        return lengths_ >> length_bit(value) & 1 ? probe(value) : std::span<const std::uint32_t>{};
    }

private:
    struct Slot {
        std::string value;
        std::uint32_t first = 0, count = 0;  // in targets_; count 0: the slot is free
    };
    std::span<const std::uint32_t> probe(std::string_view value) const {
        const auto mask = slots_.size() - 1;
        for (auto at = hash(value) & mask; slots_[at].count; at = (at + 1) & mask)
            if (slots_[at].value == value) return {targets_.data() + slots_[at].first, slots_[at].count};
        return {};
    }
    // Names from the rules fill the table, so no attacker chooses what collides in it.
    static std::uint64_t hash(std::string_view text) {
        const char* at = text.data();
        std::size_t left = text.size();
        std::uint64_t out = left * 0x9e3779b97f4a7c15;
        for (; left > 8; left -= 8, at += 8) out = mix(out, load<std::uint64_t>(at));
        out = mix(out, left == 8 ? load<std::uint64_t>(at) : last(at, left));
        return out ^ out >> 32;
    }
    // Fewer than eight bytes as one word; two loads overlap.
    static std::uint64_t last(const char* at, std::size_t size) {
        const auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(at[i])}; };
        if (size >= 4) return load<std::uint32_t>(at) | std::uint64_t{load<std::uint32_t>(at + size - 4)} << 32;
        return size == 0 ? 0 : byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
    }
    template <class Word>
    static Word load(const char* at) {
        Word out = 0;
        std::memcpy(&out, at, sizeof out);
        return out;
    }
    static std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
        hash = (hash ^ word) * 0xff51afd7ed558ccd;
        return hash ^ hash >> 29;
    }
    static unsigned length_bit(std::string_view value) { return value.size() < 63 ? unsigned(value.size()) : 63; }

    std::map<std::string, std::vector<std::uint32_t>> values_;
    std::vector<Slot> slots_;  // a power of two, at most half full
    std::vector<std::uint32_t> targets_;
    std::uint64_t lengths_ = 0;  // bit n: a value of n bytes is in the table; 63: of 63 or more
};

}  // namespace overboard::engine
