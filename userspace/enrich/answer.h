// SPDX-License-Identifier: Apache-2.0
// Answers as bytes. code(coder, value) of a type lists its parts once, and serves writing and reading alike.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/memo_redactor.h"

namespace overboard::enrich {

// An argv: redacted by its own rules, since a secret may stand in the element after its option.
struct Argv {
    std::vector<std::string> elements;
    bool truncated = false;
};
// A container runtime's: its paths and ids lead to bundles, so only what is known to be a secret is taken out.
struct RuntimeArgv {
    std::vector<std::string> elements;
};

// How secrets are taken out of what is recorded.
struct Redaction {
    base::MemoRedactor& judged;  // as alerts are redacted, with everything the user asked for
    base::MemoRedactor& known;   // without the guesses of strict mode, which would take paths apart
};

class AnswerWriter {
public:
    explicit AnswerWriter(Redaction redaction) : redaction_(redaction) {}
    void number(std::uint64_t value);
    void text(const std::string& value);
    void arguments(const Argv& value);
    void arguments(const RuntimeArgv& value);
    std::string take() { return std::move(out_); }

private:
    void raw(const std::string& value);
    void elements(const std::vector<std::string>& list);

    Redaction redaction_;
    std::string out_;
};

// Reads what a recording claims: never past the end, never more than it holds.
class AnswerReader {
public:
    explicit AnswerReader(std::string bytes) : bytes_(std::move(bytes)) {}
    void number(std::uint64_t& value);
    void text(std::string& value);
    void arguments(Argv& value);
    void arguments(RuntimeArgv& value);
    bool whole() const { return sound_ && at_ == bytes_.size(); }  // everything was there, and nothing more
    std::size_t left() const { return bytes_.size() - at_; }

private:
    std::string bytes_;
    std::size_t at_ = 0;
    bool sound_ = true;
};

template <class Coder>
inline constexpr bool reads = std::is_same_v<Coder, AnswerReader>;

template <class Coder, class Number>
requires std::is_arithmetic_v<Number>
void code(Coder& coder, Number& value) {
    auto wide = static_cast<std::uint64_t>(value);
    coder.number(wide);
    value = static_cast<Number>(wide);
}

template <class Coder>
void code(Coder& coder, std::string& value) {
    coder.text(value);
}

template <class Coder>
void code(Coder& coder, Argv& value) {
    coder.arguments(value);
}

template <class Coder>
void code(Coder& coder, RuntimeArgv& value) {
    coder.arguments(value);
}

template <class Coder, class T>
void code(Coder& coder, std::vector<T>& list) {
    std::uint64_t size = list.size();
    coder.number(size);
    if constexpr (reads<Coder>) list.resize(size <= coder.left() ? size : 0);  // each takes a byte at least
    for (auto& one : list) code(coder, one);
}

// Several parts of a struct.
template <class Coder, class... Parts>
void code_all(Coder& coder, Parts&... parts) {
    (code(coder, parts), ...);
}

template <class Coder, class T>
void code(Coder& coder, std::optional<T>& value) {
    bool there = value.has_value();
    code(coder, there);
    if constexpr (reads<Coder>) value = there ? std::optional<T>(T{}) : std::nullopt;
    if (value) code(coder, *value);
}

}  // namespace overboard::enrich
