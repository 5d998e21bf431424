// SPDX-License-Identifier: Apache-2.0
// One event in front of many rules: each field is extracted at most once, each comparison made at most once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comparisons.h"
#include "fields/field.h"

namespace overboard::engine {

// A comparison of a plain boolean field, which needs nothing of its Predicate.
struct Flag {
    fields::Extract extract = nullptr;  // null: it is another comparison
    int argument = -1;
    bool wanted = true;

    static Flag of(const condition::Predicate& predicate);
    bool holds(fields::Context& context) const {
        const auto value = extract(context, argument);
        const auto* is = std::get_if<bool>(&value);
        return is && *is == wanted;
    }
};

class Evaluation {
public:
    // comparisons: borrowed, complete.
    explicit Evaluation(const Comparisons& comparisons);

    // Forgets the last event. Both are borrowed until the next begin(), or the end of this.
    void begin(const enrich::Observation& seen, const enrich::Ancestry& ancestry) {
        if (++now_ >> 31) start_over();
        if (!context_ || &context_->seen != &seen || &context_->ancestry != &ancestry) face(seen, ancestry);
    }

    bool test(std::uint32_t comparison) {
        const auto known = outcomes_[comparison];
        return known >> 1 == now_ ? known & 1 : ask(comparison);
    }
    bool run(const Flow& flow) {
        auto at = flow.entry;
        while (at < Flow::reject) at = test(flow.steps[at].comparison) ? flow.steps[at].yes : flow.steps[at].no;
        return at == Flow::accept;
    }
    // Valid until the next begin().
    const fields::Value& value(std::uint32_t subject) {
        return values_[subject].of == now_ ? values_[subject].value : extract(subject);
    }
    fields::Context& context() { return *context_; }

private:
    // What was put together for a value moves here with it: the next extraction uses the context's scratch again.
    struct Slot {
        std::uint32_t of = 0;
        fields::Value value;
        std::string scratch;
        std::vector<std::string_view> items;
    };
    bool ask(std::uint32_t comparison);
    bool compare(std::uint32_t comparison);
    void start_over();
    void face(const enrich::Observation& seen, const enrich::Ancestry& ancestry);
    const fields::Value& extract(std::uint32_t subject);
    void keep_text(Slot& slot, std::size_t at);
    void keep_list(Slot& slot);
    void take_scratch(Slot& slot);

    const Comparisons& comparisons_;
    std::vector<Flag> flags_;                 // by comparison
    std::vector<std::uint32_t> outcomes_;     // event << 1 | outcome, by comparison
    std::vector<Slot> values_;                // by subject
    std::uint32_t now_ = 0;                   // numbers the events; below 1 << 31
    std::optional<fields::Context> context_;  // kept from event to event: an enricher tells all of them in one place
};

}  // namespace overboard::engine
