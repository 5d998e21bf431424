// SPDX-License-Identifier: Apache-2.0
#include "engine/output.h"

#include "condition/lexer.h"
#include "condition/match.h"

namespace overboard::engine {
namespace {

using condition::Faults;
using condition::Lexer;

// [n] behind a field that takes an argument.
int index_behind(Lexer& lexer, const std::string& field, std::uint32_t source, std::uint32_t at, Faults& faults) {
    const auto word = lexer.argument();
    const auto number = word ? condition::parse_number(word->text) : std::nullopt;
    if (number && *number >= 0 && *number <= 1000) return static_cast<int>(*number);
    faults.push_back({{source, at, 1}, "'" + field + "[' needs a number and a closing ']'", field + "[1]"});
    return 0;
}

}  // namespace

// What stands behind the '%' at text[at]: sets part's field and gives the bytes it took, 0 for no field.
std::size_t Output::read_field(std::string_view text, std::uint32_t source, std::uint32_t at, Part& part,
                               Faults& faults) {
    Lexer lexer{text.substr(at + 1), source};
    const auto name = lexer.name();
    part.field = name ? fields::find(name->text) : nullptr;
    if (!part.field) {
        const auto length = static_cast<std::uint32_t>(lexer.offset() + 1);
        faults.push_back({{source, at, length},
                          name ? "unknown field '" + name->text + "'" : "a '%' without a field behind it",
                          name ? std::string{fields::nearest(name->text)} : "%% for a percent sign"});
        return 0;
    }
    if (part.field->takes_argument && lexer.take('['))
        part.argument = index_behind(lexer, name->text, source, at, faults);
    return 1 + lexer.offset();
}

Output Output::parse(const std::string& text, std::uint32_t source, Faults& faults) {
    Output out;
    Part part;
    for (std::size_t at = 0; at < text.size();) {
        const bool percent = text[at] == '%', twice = percent && text.substr(at, 2) == "%%";
        const auto taken =
            percent && !twice ? read_field(text, source, static_cast<std::uint32_t>(at), part, faults) : 0;
        if (taken == 0) part.literal += text[at];
        at += taken ? taken : twice ? 2 : 1;
        if (taken == 0) continue;
        out.parts_.push_back(std::move(part));
        part = {};
    }
    out.parts_.push_back(std::move(part));
    return out;
}

std::string Output::fill(fields::Context& context) const {
    std::string out;
    for (const auto& part : parts_) {
        out += part.literal;
        if (part.field) fields::print(*part.field, part.field->extract(context, part.argument), out);
    }
    return out;
}

}  // namespace overboard::engine
