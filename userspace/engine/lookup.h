// SPDX-License-Identifier: Apache-2.0
// All literals and regular expressions that rules look for in one field, found together.
#pragma once

#include "condition/literals.h"
#include "engine/automaton.h"
#include "engine/exact.h"
#include "engine/regexes.h"

namespace overboard::engine {

class Lookup {
public:
    void add(const condition::Literal& literal, std::uint32_t target);
    void add(const re2::RE2& regex, std::uint32_t target) { regexes_.add(regex, target); }
    void build();  // once, after the last add()

    // hit(target) for whatever the value, or an element of it, may satisfy: never too few. Allocates nothing, but for
    // what engine/regexes.h says.
    template <class Hit>
    void find(const fields::Value& value, Hit hit) const {
        if (const auto* text = std::get_if<std::string_view>(&value)) return in(*text, hit);
        if (const auto* number = std::get_if<std::int64_t>(&value)) return in(condition::number_key(*number), hit);
        if (const auto* list = std::get_if<std::span<const std::string_view>>(&value))
            for (const auto& one : *list) in(one, hit);
    }

private:
    template <class Hit>
    void in(std::string_view text, Hit& hit) const {
        for (const auto target : exact_.find(text)) hit(target);
        if (only_exact_) return;
        for (const auto* part : {&begins_, &ends_, &anywhere_})
            if (!part->empty()) part->find(text, hit);
        if (!regexes_.empty()) regexes_.find(text, hit);
    }

    Exact exact_;
    Automaton begins_{Automaton::Where::begins}, ends_{Automaton::Where::ends}, anywhere_{Automaton::Where::anywhere};
    Regexes regexes_;
    bool only_exact_ = false;
};

}  // namespace overboard::engine
