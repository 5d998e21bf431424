// SPDX-License-Identifier: Apache-2.0
#include "engine/output.h"

#include "condition/lexer.h"
#include "condition/parser.h"
#include "condition/resolve.h"

namespace overboard::engine {
namespace {

using condition::Expression;
using condition::Faults;
using condition::Lexer;
using condition::Word;

// What stands behind one '%' of an output.
class Reader {
public:
    Reader(std::string_view text, std::uint32_t source, std::uint32_t percent, Faults& faults)
        : text_(text.substr(percent + 1)), source_(source), percent_(percent), faults_(faults) {}

    // Gives the bytes it took, the '%' among them; 0 for no value.
    std::size_t read(std::optional<Expression>& out) {
        Lexer lexer{text_, source_};
        const auto function = lexer.call();
        if (function && condition::find_function(function->text)) return call(out);
        return field(out);
    }

private:
    std::size_t field(std::optional<Expression>& out) {
        Lexer lexer{text_, source_};
        const auto name = lexer.name();
        if (!name) return fail("a '%' without a field behind it", "%% for a percent sign", 1);
        const auto* known = fields::find(name->text);
        if (!known && !fields::plugin_field(name->text))
            return fail("unknown field '" + name->text + "'", std::string{fields::nearest(name->text)},
                        lexer.offset() + 1);
        Word argument;
        if (known && (known->takes_argument || known->named) && lexer.take('[')) {
            auto word = lexer.argument();
            if (!word) return fail("'" + name->text + "[' needs an argument and a closing ']'", name->text + "[1]", 1);
            argument = std::move(*word);
        }
        Expression made;
        if (!resolved([&](Faults& inner) { return resolve_field(*name, argument, {}, made, inner); })) return 0;
        out = std::move(made);
        return 1 + lexer.offset();
    }

    // Read as the left side of a comparison.
    std::size_t call(std::optional<Expression>& out) {
        const auto length = closing();
        const std::string text{text_.substr(0, length)};
        Expression made;
        const bool good = resolved([&](Faults& inner) {
            const auto tree = condition::parse(text + " exists", source_, inner);
            if (!tree.usable || !tree.nodes[tree.root].left) return false;
            return resolve(*tree.nodes[tree.root].left, {}, made, inner);
        });
        if (!good) return 0;
        out = std::move(made);
        return 1 + length;
    }

    // Bytes up to the parenthesis that closes the first one.
    std::size_t closing() const {
        int depth = 0;
        char quote = '\0';
        for (std::size_t at = 0; at < text_.size(); ++at) {
            const char c = text_[at];
            if (quote) {
                if (c == quote) quote = '\0';
                continue;
            }
            if (c == '"' || c == '\'') quote = c;
            if (c == '(') ++depth;
            if (c == ')' && --depth == 0) return at + 1;
        }
        return text_.size();
    }

    // Faults of what stands behind the '%', at their places in the whole text.
    template <class Resolve>
    bool resolved(Resolve resolve) {
        Faults inner;
        const bool good = resolve(inner);
        for (auto& one : inner) {
            one.at.offset += percent_ + 1;
            faults_.push_back(std::move(one));
        }
        return good;
    }

    std::size_t fail(std::string message, std::string hint, std::uint32_t length) {
        faults_.push_back({{source_, percent_, length}, std::move(message), std::move(hint)});
        return 0;
    }

    std::string_view text_;
    std::uint32_t source_, percent_;
    Faults& faults_;
};

// A field alone needs no copy.
void append(const Expression& value, fields::Context& context, std::string& out) {
    if (value.field && value.text.empty())
        return fields::print(value.field->type, value.field->extract(context, value.argument), out);
    const auto owned = value.evaluate(context);
    std::vector<std::string_view> items;
    fields::print(fields::Type::text, condition::view(owned, items), out);
}

}  // namespace

Output Output::parse(const std::string& text, std::uint32_t source, Faults& faults) {
    Output out;
    Part part;
    for (std::size_t at = 0; at < text.size();) {
        const bool percent = text[at] == '%', twice = percent && text.substr(at, 2) == "%%";
        const auto taken =
            percent && !twice ? Reader{text, source, static_cast<std::uint32_t>(at), faults}.read(part.value) : 0;
        if (taken == 0) part.literal += text[at];
        at += taken ? taken : twice ? 2 : 1;
        if (taken == 0) continue;
        out.parts_.push_back(std::move(part));
        part = {};
    }
    out.parts_.push_back(std::move(part));
    return out;
}

std::vector<const fields::Field*> Output::fields() const {
    std::vector<const fields::Field*> out;
    for (const auto& part : parts_)
        if (part.value) part.value->append_fields(out);
    return out;
}

std::string Output::fill(fields::Context& context) const {
    std::string out;
    for (const auto& part : parts_) {
        out += part.literal;
        if (part.value) append(*part.value, context, out);
    }
    return out;
}

}  // namespace overboard::engine
