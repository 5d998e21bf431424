// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "condition/ast.h"

namespace overboard::condition {

// Cuts a condition into words. Falco's language has no tokens of its own: what a run of bytes is depends on what
// may stand there (`/etc/*` is a value, never a name), so the parser says what it expects.
class Lexer {
public:
    // text must outlive the lexer; source goes into every span.
    Lexer(std::string_view text, std::uint32_t source) : text_(text), source_(source) {}

    // Skips blanks, line ends, and a backslash that continues the line.
    void blanks();
    bool at_end() const { return at_ >= text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[at_]; }
    bool take(char c);

    // A field, macro or keyword: letters, digits, '_' and inner dots, a letter first.
    std::optional<Word> name();
    // The word, if it stands here whole: "and" is not found in "android".
    bool keyword(std::string_view word);
    // The operator that stands here, symbol or word.
    const Operator* comparison();
    // Between [ and ], quoted or bare; the closing bracket is taken too. Nothing: it is not closed.
    std::optional<Word> argument();
    // A value: quoted with " or ', or bare up to a blank or one of ( ) , = " '. Nothing: none stands here, or its
    // quote is not closed (then unclosed() is true).
    std::optional<Word> value();
    bool unclosed() const { return unclosed_; }
    // The name of a function, if one and its parenthesis stand here; both are taken.
    std::optional<Word> call();

    std::uint32_t offset() const { return static_cast<std::uint32_t>(at_); }
    Span from(std::uint32_t start) const { return {source_, start, offset() - start}; }
    // What stands here up to the next blank, for messages.
    Span here() const;
    std::string_view text(const Span& span) const { return text_.substr(span.offset, span.length); }

private:
    std::optional<Word> quoted();
    std::optional<char> hex_escape() const;
    std::optional<Word> bare(std::string_view stops);

    std::string_view text_;
    std::uint32_t source_;
    std::size_t at_ = 0;
    bool unclosed_ = false;
};

}  // namespace overboard::condition
