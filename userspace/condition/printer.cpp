// SPDX-License-Identifier: Apache-2.0
#include "condition/printer.h"

namespace overboard::condition {
namespace {

constexpr std::string_view kNotBare = " \t\n\r\b\v\f(),=\"'\\";

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        case '"':
        case '\\':
            out += '\\';
            [[fallthrough]];
        default:
            out += c;
    }
}

std::string word(const Word& word) {
    if (!word.quoted && !word.text.empty() && word.text.find_first_of(kNotBare) == word.text.npos) return word.text;
    std::string out = "\"";
    for (const char c : word.text) append_escaped(out, c);
    return out + '"';
}

std::string side(const Term& term);

std::string named(const Word& name, const Word& argument) {
    return argument.text.empty() ? name.text : name.text + '[' + word(argument) + ']';
}

std::string parts(const std::vector<Term>& terms) {
    std::string out;
    for (const auto& term : terms) out += (&term == terms.data() ? "(" : ", ") + side(term);
    return out + ')';
}

std::string side(const Term& term) {
    switch (term.kind) {
        case Term::Kind::literal:
            return word(term.word);
        case Term::Kind::field:
            return named(term.word, term.argument);
        case Term::Kind::call:
            return term.word.text + parts(term.parts);
        case Term::Kind::list:
            return parts(term.parts);
    }
    return {};
}

std::string test(const Node& node) {
    std::string out = node.left ? side(*node.left) : named(node.name, node.argument);
    if (!node.op) return out;
    out += ' ' + std::string{node.op->name};
    if (node.right) return out + ' ' + side(*node.right);
    if (node.op->takes == Takes::one) out += ' ' + word(node.values[0]);
    if (node.op->takes != Takes::several) return out;
    out += " (";
    for (const auto& value : node.values) out += (&value == node.values.data() ? "" : ", ") + word(value);
    return out + ')';
}

std::string print(const Tree& tree, std::uint32_t index);

// `or` binds weakest, so it is the only one that needs parentheses inside the others; and `not` takes one factor.
std::string inner(const Tree& tree, std::uint32_t index, bool under_not) {
    const auto kind = tree.nodes[index].kind;
    const bool wrap = kind == Node::Kind::any || (under_not && kind == Node::Kind::all);
    return wrap ? '(' + print(tree, index) + ')' : print(tree, index);
}

std::string joined(const Tree& tree, const Node& node, const char* separator, bool parentheses) {
    std::string out;
    for (const auto child : node.children) {
        // An `and` directly inside an `and` was written with parentheses: keep them, it is another tree.
        const bool same = tree.nodes[child].kind == node.kind;
        const std::string text = parentheses ? inner(tree, child, same) : print(tree, child);
        out += (out.empty() ? "" : separator) + (same && !parentheses ? '(' + text + ')' : text);
    }
    return out;
}

std::string print(const Tree& tree, std::uint32_t index) {
    const Node& node = tree.nodes[index];
    switch (node.kind) {
        case Node::Kind::all:
            return joined(tree, node, " and ", true);
        case Node::Kind::any:
            return joined(tree, node, " or ", false);
        case Node::Kind::negation:
            return "not " + inner(tree, node.children[0], true);
        default:
            return test(node);
    }
}

}  // namespace

std::string print(const Tree& tree) { return tree.nodes.empty() ? "" : print(tree, tree.root); }

}  // namespace overboard::condition
