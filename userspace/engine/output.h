// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "condition/ast.h"
#include "fields/field.h"

namespace overboard::engine {

// A rule's output: text with %field and %field[argument] in it; %% is a percent sign.
class Output {
public:
    // Faults: a field that does not exist, an argument where none belongs.
    static Output parse(const std::string& text, std::uint32_t source, condition::Faults& faults);

    // Absent fields show as <NA>.
    std::string fill(fields::Context& context) const;

private:
    struct Part {
        std::string literal;                   // before the field
        const fields::Field* field = nullptr;  // null: the last part
        int argument = -1;
    };
    static std::size_t read_field(std::string_view text, std::uint32_t source, std::uint32_t at, Part& part,
                                  condition::Faults& faults);
    std::vector<Part> parts_;
};

}  // namespace overboard::engine
