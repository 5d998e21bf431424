// SPDX-License-Identifier: Apache-2.0
#include "engine/automaton.h"

#include <algorithm>
#include <queue>

namespace overboard::engine {

// 255 at most: a byte that no literal has must have a class too, and literals of every byte do not occur in text.
void Automaton::choose_classes() {
    std::array<bool, 256> used{};
    for (const auto& [literal, target] : literals_)
        for (const char c : literal) used[static_cast<unsigned char>(c)] = true;
    width_ = 1;
    for (unsigned c = 0; c < 256; ++c)
        if (used[c]) classes_[c] = static_cast<std::uint8_t>(std::min(width_++, 255U));
    width_ = std::min(width_, 256U);
    if (where_ != Where::anywhere) return;
    for (unsigned c = 'A'; c <= 'Z'; ++c) classes_[c] = classes_[c - 'A' + 'a'];
}

void Automaton::cut_literals() {
    const auto cells = [&](std::size_t longest) {
        std::size_t states = 1;
        for (const auto& [literal, target] : literals_) states += std::min(literal.size(), longest);
        return states * width_;
    };
    std::size_t longest = 256;
    while (longest > 1 && cells(longest) > max_cells) longest -= (longest + 7) / 8;
    for (auto& [literal, target] : literals_) {
        if (where_ == Where::ends) std::reverse(literal.begin(), literal.end());
        literal.resize(std::min(literal.size(), longest));
    }
}

void Automaton::insert(std::string_view literal, std::uint32_t target) {
    State state = 0;
    for (const char c : literal) {
        auto& next = table_[state + classes_[static_cast<unsigned char>(c)]];
        if (next != kNone) {
            state = next;
            continue;
        }
        state = next = static_cast<State>(table_.size());
        table_.resize(table_.size() + width_, kNone);  // ends the reference
        nodes_.emplace_back();
    }
    auto& targets = nodes_[row(state)].targets;
    if (targets.empty() || targets.back() != target) targets.push_back(target);
}

// Aho-Corasick: where a text leaves the trie it goes on in the state of its longest suffix that is in the trie.
void Automaton::link() {
    std::vector<State> fallback(nodes_.size(), 0);
    std::queue<State> open;
    for (std::uint32_t c = 0; c < width_; ++c) {
        auto& next = table_[c];
        next == kNone ? void(next = 0) : open.push(next);
    }
    for (; !open.empty(); open.pop()) {
        const State state = open.front(), back = fallback[row(state)];
        nodes_[row(state)].shorter = nodes_[row(back)].targets.empty() ? nodes_[row(back)].shorter : back;
        for (std::uint32_t c = 0; c < width_; ++c) {
            auto& next = table_[state + c];
            if (next == kNone) {
                next = table_[back + c];
                continue;
            }
            fallback[row(next)] = table_[back + c];
            open.push(next);
        }
    }
}

void Automaton::mark() {
    for (auto& next : table_) {
        if (next == kNone) continue;
        const auto& node = nodes_[row(next)];
        if (!node.targets.empty() || node.shorter) next |= kHit;
    }
}

void Automaton::build() {
    if (literals_.empty()) return;
    choose_classes();
    cut_literals();
    table_.assign(width_, kNone);
    nodes_.assign(1, {});
    for (const auto& [literal, target] : literals_) insert(literal, target);
    literals_ = {};
    if (where_ == Where::anywhere) link();
    mark();
}

}  // namespace overboard::engine
