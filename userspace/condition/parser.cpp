// SPDX-License-Identifier: Apache-2.0
#include "condition/parser.h"

#include <cctype>

#include "condition/lexer.h"

namespace overboard::condition {
namespace {

using Index = std::uint32_t;

std::string operator_names() {
    std::string out;
    for (const auto& row : operators()) out += (out.empty() ? "" : " ") + std::string{row.name};
    return out;
}

class Parser {
public:
    Parser(std::string_view text, std::uint32_t source, Faults& faults) : lexer_(text, source), faults_(faults) {}

    Tree run() {
        lexer_.blanks();
        tree_.root = disjunction(0);
        lexer_.blanks();
        if (!failed_ && !lexer_.at_end()) unexpected("'and', 'or' or the end of the condition");
        tree_.usable = !failed_;
        return std::move(tree_);
    }

private:
    Index add(Node node) {
        tree_.nodes.push_back(std::move(node));
        return static_cast<Index>(tree_.nodes.size() - 1);
    }

    Index fail(Span at, std::string message, std::string hint = {}) {
        if (!failed_) faults_.push_back({at, std::move(message), std::move(hint)});
        failed_ = true;
        return 0;
    }

    Index unexpected(const std::string& wanted) {
        if (lexer_.at_end())
            return fail(lexer_.here(), "the condition ends where " + wanted + " should stand",
                        "is a line missing, or indented less than the others?");
        const auto at = lexer_.here();
        const std::string found{lexer_.text(at)};
        std::string hint;
        if (found.starts_with('=') || found.starts_with('"') || found.starts_with('\''))
            hint = "put a value that holds = or a quote into quotes";
        if (found == "AND" || found == "OR" || found == "&&" || found == "||")
            hint = "'and' and 'or', in small letters";
        if (found.starts_with(')')) hint = "one closing parenthesis too many";
        if (hint.empty() && std::ispunct(static_cast<unsigned char>(found[0])))
            hint = "operators are " + operator_names();
        return fail(at, "expected " + wanted + ", found '" + found + "'", hint);
    }

    using Part = Index (Parser::*)(int);

    // part { word part }, as one node of that kind; a single part stands for itself.
    Index chain(Node::Kind kind, std::string_view word, Part part, int depth) {
        const auto start = lexer_.offset();
        std::vector<Index> children{(this->*part)(depth)};
        for (lexer_.blanks(); !failed_ && lexer_.keyword(word); lexer_.blanks()) {
            lexer_.blanks();
            children.push_back((this->*part)(depth));
        }
        if (failed_ || children.size() == 1) return children[0];
        Node node;
        node.kind = kind;
        node.at = lexer_.from(start);
        node.children = std::move(children);
        return add(std::move(node));
    }

    Index disjunction(int depth) { return chain(Node::Kind::any, "or", &Parser::conjunction, depth); }
    Index conjunction(int depth) { return chain(Node::Kind::all, "and", &Parser::factor, depth); }

    Index factor(int depth) {
        if (depth >= max_depth)
            return fail(lexer_.here(), "nested deeper than " + std::to_string(max_depth) + " levels",
                        "name a part of it in a macro");
        const auto start = lexer_.offset();
        if (lexer_.keyword("not")) return negation(start, depth);
        if (lexer_.take('(')) return parenthesis(start, depth);
        return check();
    }

    Index negation(std::uint32_t start, int depth) {
        lexer_.blanks();
        Node node;
        node.kind = Node::Kind::negation;
        node.children = {factor(depth + 1)};
        node.at = lexer_.from(start);
        return failed_ ? 0 : add(std::move(node));
    }

    Index parenthesis(std::uint32_t start, int depth) {
        lexer_.blanks();
        const Index inside = disjunction(depth + 1);
        lexer_.blanks();
        if (failed_ || lexer_.take(')')) return inside;
        if (!lexer_.at_end()) return unexpected("'and', 'or' or ')'");
        return fail({lexer_.from(start).source, start, 1}, "this '(' is never closed");
    }

    Index check() {
        const auto start = lexer_.offset();
        if (auto function = lexer_.call()) return called(std::move(*function), start);
        auto name = lexer_.name();
        if (!name) return unexpected("a field or a macro");
        if (name->text == "and" || name->text == "or")
            return fail(name->at, "'" + name->text + "' has nothing to its left", "remove it, or write what it joins");
        Node node;
        node.name = std::move(*name);
        if (lexer_.take('[') && !argument(node.name, node.argument)) return 0;
        return compared(std::move(node), start);
    }

    Index called(Word function, std::uint32_t start) {
        Node node;
        node.name = function;
        Term term;
        if (!call(std::move(function), start, term, 0)) return 0;
        node.left = std::make_shared<const Term>(std::move(term));
        return compared(std::move(node), start);
    }

    // The left side has been read: the operator, if there is one, and what stands right of it.
    Index compared(Node node, std::uint32_t start) {
        lexer_.blanks();
        const auto before_operator = lexer_.offset();
        node.op = lexer_.comparison();
        const bool test = node.op || node.left || !node.argument.text.empty();
        node.kind = test ? Node::Kind::test : Node::Kind::name;
        if (node.op && !right_side(node, before_operator)) return 0;
        node.at = node.op ? lexer_.from(start) : node.left ? node.left->at : node.name.at;
        return add(std::move(node));
    }

    bool argument(const Word& name, Word& into) {
        auto word = lexer_.argument();
        if (word) into = std::move(*word);
        if (!word) fail(lexer_.here(), "'" + name.text + "[' needs an argument and a closing ']'");
        return word.has_value();
    }

    // Behind "function(".
    bool call(Word function, std::uint32_t start, Term& out, int depth) {
        out.kind = Term::Kind::call;
        out.word = std::move(function);
        if (!parts(out, depth + 1)) return false;
        out.at = lexer_.from(start);
        return true;
    }

    // Behind an opening parenthesis, up to its closing one.
    bool parts(Term& out, int depth) {
        if (depth >= max_calls) {
            fail(lexer_.here(), "functions are nested deeper than " + std::to_string(max_calls) + " levels");
            return false;
        }
        do {
            lexer_.blanks();
            if (!piece(out.parts.emplace_back(), depth)) return false;
            lexer_.blanks();
        } while (lexer_.take(','));
        if (lexer_.take(')')) return true;
        unexpected("',' or ')'");
        return false;
    }

    bool piece(Term& out, int depth) {
        const auto start = lexer_.offset();
        if (auto function = lexer_.call()) return call(std::move(*function), start, out, depth);
        if (lexer_.take('(')) {
            out.kind = Term::Kind::list;
            if (!parts(out, depth + 1)) return false;
        } else if (lexer_.peek() == '"' || lexer_.peek() == '\'') {
            if (!literal(out)) return false;
        } else if (auto name = lexer_.name()) {
            out.kind = Term::Kind::field;
            out.word = std::move(*name);
            if (lexer_.take('[') && !argument(out.word, out.argument)) return false;
        } else {
            unexpected("a field, a function or a quoted text");
            return false;
        }
        out.at = lexer_.from(start);
        return true;
    }

    bool literal(Term& out) {
        auto word = lexer_.value();
        if (word) out.word = std::move(*word);
        if (!word) fail(lexer_.here(), "a quoted text is never closed");
        return word.has_value();
    }

    bool right_side(Node& node, std::uint32_t operator_start) {
        lexer_.blanks();
        if (node.op->takes == Takes::nothing) return true;
        const auto start = lexer_.offset();
        if (auto function = lexer_.call()) {
            Term term;
            if (!call(std::move(*function), start, term, 0)) return false;
            node.right = std::make_shared<const Term>(std::move(term));
            return true;
        }
        if (node.op->takes == Takes::several) return values(node, operator_start);
        return one_value(node);
    }

    bool one_value(Node& node) {
        auto word = lexer_.value();
        if (word) {
            node.values.push_back(std::move(*word));
            return true;
        }
        if (lexer_.unclosed())
            fail(lexer_.here(), "a quoted value after '" + std::string{node.op->name} + "' is never closed");
        else
            unexpected("a value after '" + std::string{node.op->name} + "'");
        return false;
    }

    bool values(Node& node, std::uint32_t operator_start) {
        if (!lexer_.take('(')) {
            // Falco takes the bare name of a list, too.
            const char c = lexer_.peek();
            if (c != '"' && c != '\'' && one_value(node)) return true;
            fail(lexer_.from(operator_start), "'" + std::string{node.op->name} + "' needs a list",
                 std::string{node.op->name} + " (a, b)");
            return false;
        }
        lexer_.blanks();
        if (lexer_.take(')')) return true;
        do {
            lexer_.blanks();
            if (!one_value(node)) return false;
            lexer_.blanks();
        } while (lexer_.take(','));
        if (lexer_.take(')')) return true;
        unexpected("',' or ')'");
        return false;
    }

    Lexer lexer_;
    Faults& faults_;
    Tree tree_;
    bool failed_ = false;
};

}  // namespace

Tree parse(std::string_view text, std::uint32_t source, Faults& faults) {
    if (text.size() > max_bytes) {
        faults.push_back({{source, 0, 1}, "the condition has more than 256 KiB", "split it into macros"});
        return {};
    }
    return Parser{text, source, faults}.run();
}

Word parse_item(std::string_view text, std::uint32_t source) {
    Lexer lexer{text, source};
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'')) {
        auto word = lexer.value();
        if (word && lexer.at_end()) return std::move(*word);
    }
    return {std::string{text}, {source, 0, static_cast<std::uint32_t>(text.size())}};
}

}  // namespace overboard::condition
