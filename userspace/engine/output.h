// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "condition/ast.h"
#include "condition/computed.h"

namespace overboard::engine {

// A rule's output: text with %field, %field[argument] and %function(field) in it; %% is a percent sign.
class Output {
public:
    // Faults: a field that does not exist, an argument where none belongs.
    static Output parse(const std::string& text, std::uint32_t source, condition::Faults& faults);

    // Absent fields show as <NA>.
    std::string fill(fields::Context& context) const;

    std::vector<const fields::Field*> fields() const;  // that it shows

private:
    struct Part {
        std::string literal;                         // before the value
        std::optional<condition::Expression> value;  // nothing: the last part
    };
    std::vector<Part> parts_;
};

}  // namespace overboard::engine
