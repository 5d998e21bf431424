// SPDX-License-Identifier: Apache-2.0
#include "condition/lexer.h"

#include <algorithm>

#include "condition/match.h"

namespace overboard::condition {
namespace {

constexpr std::string_view kBlanks = " \t\n\r\b\v\f";

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool in_name(char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; }

// Falco's escapes inside quotes. A backslash before anything else stands for itself: regular expressions need it.
char unescape(char c) {
    switch (c) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        case '\\':
        case '"':
        case '\'':
            return c;
        default:
            return '\0';
    }
}

}  // namespace

// A backslash at a line's end continues it; YAML's folding has made a blank of the line's end by now.
void Lexer::blanks() {
    const auto blank = [&](std::size_t at) { return at < text_.size() && kBlanks.find(text_[at]) != kBlanks.npos; };
    while (blank(at_) || (!at_end() && text_[at_] == '\\' && blank(at_ + 1))) ++at_;
}

bool Lexer::take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
}

std::optional<Word> Lexer::name() {
    const auto start = offset();
    if (!letter(peek())) return {};
    while (in_name(peek()) || (peek() == '.' && at_ + 1 < text_.size() && letter(text_[at_ + 1]))) ++at_;
    const auto span = from(start);
    return Word{std::string{text(span)}, span};
}

bool Lexer::keyword(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    const auto after = at_ + word.size();
    if (after < text_.size() && (in_name(text_[after]) || text_[after] == '.')) return false;
    at_ = after;
    return true;
}

std::optional<Word> Lexer::call() {
    const auto start = at_;
    auto word = name();
    if (word && take('(')) return word;
    at_ = start;
    return {};
}

const Operator* Lexer::comparison() {
    for (const auto& one : operators()) {
        const bool symbol = !letter(one.name[0]);
        if (!symbol && keyword(one.name)) return &one;
        if (symbol && text_.substr(at_).starts_with(one.name)) {
            at_ += one.name.size();
            return &one;
        }
    }
    return nullptr;
}

std::optional<Word> Lexer::argument() {
    auto word = peek() == '"' || peek() == '\'' ? quoted() : bare("[]\"' \t\r\n");
    if (!word || !take(']')) return {};
    return word;
}

std::optional<Word> Lexer::value() {
    unclosed_ = false;
    if (peek() == '"' || peek() == '\'') return quoted();
    return bare("(),=\"' \t\n\r\b\v\f");
}

// \xHH: the byte. Anything else is no such escape.
std::optional<char> Lexer::hex_escape() const {
    const auto digits = text_.substr(at_).starts_with("\\x") ? text_.substr(at_ + 2, 2) : std::string_view{};
    const auto byte = digits.size() == 2 ? unhex(digits) : std::nullopt;
    return byte ? std::optional{byte->front()} : std::nullopt;
}

std::optional<Word> Lexer::quoted() {
    const auto start = offset();
    const char quote = text_[at_++];
    Word word{{}, {}, true};
    while (!at_end() && text_[at_] != quote) {
        if (const auto byte = hex_escape()) {
            word.text += *byte;
            at_ += 4;
            continue;
        }
        const char escaped = text_[at_] == '\\' && at_ + 1 < text_.size() ? unescape(text_[at_ + 1]) : '\0';
        word.text += escaped ? escaped : text_[at_];
        at_ += escaped ? 2 : 1;
    }
    unclosed_ = !take(quote);
    word.at = from(start);
    if (unclosed_) return {};
    return word;
}

std::optional<Word> Lexer::bare(std::string_view stops) {
    const auto start = offset();
    at_ = std::min(text_.find_first_of(stops, at_), text_.size());
    const auto span = from(start);
    if (span.length == 0) return {};
    return Word{std::string{text(span)}, span};
}

Span Lexer::here() const {
    const auto end = std::min(text_.find_first_of(kBlanks, at_), text_.size());
    return {source_, offset(), static_cast<std::uint32_t>(std::min<std::size_t>(end - at_, 80))};
}

}  // namespace overboard::condition
