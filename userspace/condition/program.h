// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "condition/predicate.h"
#include "condition/scope.h"

namespace overboard::condition {

// A compiled condition: comparisons in a row, each naming the next one for either outcome. Running it is a loop
// without recursion or allocation, whatever the nesting was; and since no step leads back, every question about
// it ("can it be true of such events?") is one pass.
class Program {
public:
    static constexpr std::uint32_t accept = ~std::uint32_t{0}, reject = accept - 1;
    struct Step {
        std::shared_ptr<const Predicate> predicate;
        std::uint32_t yes = accept, no = reject;  // an index into steps(), accept or reject
    };

    bool run(fields::Context& context) const;
    // The same, telling visit(predicate, value) each comparison made on the way.
    template <class Visit>
    bool trace(fields::Context& context, Visit visit) const {
        return walk(context, visit);
    }

    std::uint32_t entry() const { return entry_; }
    const std::vector<Step>& steps() const { return steps_; }
    // The same, with replace(predicate) in each one's place.
    template <class Replace>
    Program replaced(Replace replace) const {
        Program out = *this;
        for (auto& step : out.steps_) step.predicate = replace(step.predicate);
        return out;
    }

private:
    friend class Compiler;

    template <class Visit>
    bool walk(fields::Context& context, Visit& visit) const {
        std::uint32_t at = entry_;
        while (at < reject) {
            const Step& step = steps_[at];
            const auto told = [&](const fields::Value& value) { visit(*step.predicate, value); };
            at = step.predicate->holds(context, told) ? step.yes : step.no;
        }
        return at == accept;
    }

    std::vector<Step> steps_;
    std::uint32_t entry_ = reject;
};

inline constexpr std::size_t max_steps = 16384;  // of one condition, macros expanded

// tree has been checked, as have the macros of scope. Gives nothing when it or a macro it uses is not usable, refers
// to itself or grows past max_steps; a fault says so unless it was told before.
std::optional<Program> compile(const Tree& tree, const Scope& scope, Faults& faults);

}  // namespace overboard::condition
