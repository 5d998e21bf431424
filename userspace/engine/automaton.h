// SPDX-License-Identifier: Apache-2.0
// Many literals looked for in one pass over a text: a trie from its start or its end, or Aho-Corasick anywhere in it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace overboard::engine {

class Automaton {
public:
    enum class Where : std::uint8_t { begins, ends, anywhere };
    explicit Automaton(Where where) : where_(where) {}

    // literal: not empty; anywhere: in lower case, found in any case. target: what find() is to give for it.
    void add(std::string literal, std::uint32_t target) { literals_.emplace_back(std::move(literal), target); }
    // Once, after the last add(). Very many or very long literals are cut so that the table stays below max_cells: then
    // find() gives a target more often, never less.
    void build();

    bool empty() const { return table_.empty(); }
    std::size_t cells() const { return table_.size(); }

    // hit(target) for each literal found, maybe several times. Allocates nothing.
    template <class Hit>
    void find(std::string_view text, Hit hit) const {
        if (where_ == Where::ends)
            walk(text.rbegin(), text.rend(), hit);
        else
            walk(text.begin(), text.end(), hit);
    }

    static constexpr std::size_t max_cells = 1 << 20;  // of four bytes

private:
    using State = std::uint32_t;  // its row's offset in the table
    static constexpr State kNone = ~State{0}, kHit = State{1} << 31;

    struct Node {
        std::vector<std::uint32_t> targets;
        State shorter = 0;  // the longest proper suffix of this state's text that ends a literal; 0: none
    };

    void choose_classes();
    void cut_literals();
    void insert(std::string_view literal, std::uint32_t target);
    void link();
    void mark();
    std::size_t row(State state) const { return state / width_; }

    template <class At, class Hit>
    void walk(At at, At end, Hit& hit) const {
        State state = 0;
        for (; at != end; ++at) {
            const State next = table_[state + classes_[static_cast<unsigned char>(*at)]];
            if (next == kNone) return;
            state = next & ~kHit;
            if (next & kHit) report(state, hit);
        }
    }

    template <class Hit>
    void report(State state, Hit& hit) const {
        for (; state; state = nodes_[row(state)].shorter)
            for (const auto target : nodes_[row(state)].targets) hit(target);
    }

    Where where_;
    std::vector<std::pair<std::string, std::uint32_t>> literals_;
    std::array<std::uint8_t, 256> classes_{};  // bytes that no literal has share class 0
    std::uint32_t width_ = 1;
    std::vector<State> table_;  // rows of width_ cells, one row a state; kHit: that state ends a literal
    std::vector<Node> nodes_;
};

}  // namespace overboard::engine
