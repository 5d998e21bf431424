// SPDX-License-Identifier: Apache-2.0
// Every comparison that the rules make, each once whichever rule or macro it stands in, and the rules as flows of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "condition/program.h"

namespace overboard::engine {

// A condition::Program whose steps name comparisons by number. Steps lead to lower indices only.
struct Flow {
    static constexpr std::uint32_t accept = condition::Program::accept, reject = condition::Program::reject;
    struct Step {
        std::uint32_t comparison = 0, yes = reject, no = reject;
    };
    std::vector<Step> steps;
    std::uint32_t entry = reject;
};

// What is compared: a field with its argument.
struct Subject {
    const fields::Field* field = nullptr;
    int argument = -1;
};

class Comparisons {
public:
    static constexpr std::uint32_t no_subject = ~std::uint32_t{0};

    Flow add(const condition::Program& program);

    std::size_t size() const { return predicates_.size(); }
    const condition::Predicate& operator[](std::uint32_t comparison) const { return *predicates_[comparison]; }
    // Which of subjects() it compares; no_subject when it is not plain().
    std::uint32_t subject(std::uint32_t comparison) const { return subject_of_[comparison]; }
    const std::vector<Subject>& subjects() const { return subjects_; }

private:
    using Shared = std::shared_ptr<const condition::Predicate>;
    std::uint32_t number(const Shared& predicate);
    std::uint32_t subject_number(const condition::Predicate& predicate);

    std::vector<Shared> predicates_;
    std::vector<std::uint32_t> subject_of_;
    std::vector<Subject> subjects_;
    std::unordered_map<const condition::Predicate*, std::uint32_t> by_address_;  // a macro's are met again and again
    std::unordered_map<std::string, std::uint32_t> by_meaning_, subject_numbers_;
};

}  // namespace overboard::engine
