// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "condition/program.h"

namespace overboard::condition {

// What is known of a whole class of events: "opens of the container's own root", "connects to none of these
// ports". Fields are told apart by their extractor, so that two names of one thing share what is known of it.
class Facts {
public:
    // Only events of this kind.
    void kind(ob_kind kind);
    // The field has this value in every event of the class. Text must outlive the facts.
    void is(std::string_view field, fields::Value value);
    // In every event of the class it is a list of some of these, one at least.
    void some(std::string_view field, std::span<const std::string_view> values);
    void absent(std::string_view field);
    // The field is absent or has none of the values that any condition compares it with by =, in or intersects.
    // So nothing but such a comparison can be decided.
    void unnamed(std::string_view field);

    // Whether is() said just that.
    bool knows(std::string_view field, bool value) const;

    // The comparison's outcome, when it is the same in every event of the class.
    std::optional<bool> decide(const Predicate& predicate) const;
    // false: the condition is true of no event of the class. true says nothing.
    bool possible(const Program& program) const;

private:
    enum class What : std::uint8_t { value, some, unnamed };
    struct Known {
        fields::Extract extract;
        What what;
        fields::Value value;
    };
    void set(std::string_view field, What what, fields::Value value);
    static std::optional<bool> decide(const Predicate& predicate, const Known& known);

    std::uint64_t kinds_ = ~std::uint64_t{0};
    std::vector<Known> known_;
};

}  // namespace overboard::condition
