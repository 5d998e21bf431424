// SPDX-License-Identifier: Apache-2.0
#include "condition/operand.h"

#include <re2/re2.h>

#include "condition/bracket.h"

namespace overboard::condition {
namespace {

constexpr std::size_t kFewTexts = 8;           // up to here comparing one by one is faster than hashing
constexpr std::int64_t kRegexBytes = 1 << 20;  // compiled program and cache; RE2 itself takes 8 MiB

class Reader {
public:
    Reader(Predicate& predicate, Faults& faults) : p_(predicate), faults_(faults) {}

    bool word(const Word& word, const Span& at) {
        switch (p_.type) {
            case fields::Type::boolean:
                return boolean(word, at);
            case fields::Type::number:
                return number(word, at);
            case fields::Type::address:
                return address(word, at);
            default:
                return text(word, at);
        }
    }

private:
    bool fail(const Span& at, const Word& word, const std::string& what, std::string hint) {
        faults_.push_back({at, "'" + word.text + "' " + what, std::move(hint)});
        return false;
    }

    bool boolean(const Word& word, const Span& at) {
        const auto value = lower(word.text);
        p_.flag = value == "true" || value == "1";
        if (p_.flag || value == "false" || value == "0") return true;
        return fail(at, word, "is neither true nor false", field_text(p_) + " = true");
    }

    bool number(const Word& word, const Span& at) {
        const auto n = parse_number(word.text);
        if (n) p_.numbers.push_back(*n);
        return n ? true : fail(at, word, "is no number, as " + field_text(p_) + " is", "443, 0x1bb");
    }

    bool address(const Word& word, const Span& at) {
        const auto range = parse_range(word.text);
        if (range) p_.ranges.push_back(*range);
        return range ? true : fail(at, word, "is no address and no network", "169.254.169.254, 10.0.0.0/8, fd00::/8");
    }

    bool text(const Word& word, const Span& at) {
        if (p_.op == Op::regex) return regex(word, at);
        if (p_.op == Op::bcontains || p_.op == Op::bstartswith) return bytes(word, at);
        if (p_.op == Op::glob || p_.op == Op::iglob || p_.op == Op::pmatch) warn_of_class(word, at);
        const bool folds = p_.op == Op::icontains || p_.op == Op::iglob;
        p_.texts.push_back(folds ? lower(word.text) : word.text);
        return true;
    }

    // A warning, as Falco loads it; there it matches nothing, either.
    void warn_of_class(const Word& word, const Span& at) {
        const std::string name{unknown_class(word.text)};
        if (!name.empty())
            faults_.push_back({at, "there is no class [:" + name + ":], so '" + word.text + "' matches nothing",
                               "[:alnum:], [:alpha:], [:digit:], [:xdigit:], ... of fnmatch(3)", true});
    }

    bool bytes(const Word& word, const Span& at) {
        auto decoded = unhex(word.text);
        if (!decoded) return fail(at, word, "is no sequence of bytes in hexadecimal", "2f657463");
        p_.texts.push_back(std::move(*decoded));
        return true;
    }

    // Bytes, not characters, and '.' takes a line end too: what is matched is the attacker's.
    bool regex(const Word& word, const Span& at) {
        re2::RE2::Options options;
        options.set_encoding(re2::RE2::Options::EncodingLatin1);
        options.set_log_errors(false);
        options.set_dot_nl(true);
        options.set_max_mem(kRegexBytes);
        auto regex = std::make_shared<re2::RE2>(word.text, options);
        if (!regex->ok()) return fail(at, word, "is no regular expression of RE2: " + regex->error(), "");
        p_.regex = std::move(regex);
        return true;
    }

    Predicate& p_;
    Faults& faults_;
};

// Quoting a word keeps it from being taken for the name of a list.
const std::vector<Word>* list_named(const Word& word, const Scope& scope) {
    if (word.quoted) return nullptr;
    const auto found = scope.lists.find(word.text);
    return found == scope.lists.end() ? nullptr : &found->second;
}

}  // namespace

bool read_operand(const Node& node, const Scope& scope, Predicate& predicate, Faults& faults) {
    Reader reader{predicate, faults};
    bool good = true;
    for (const auto& word : node.values) {
        const auto* list = node.op->takes == Takes::several ? list_named(word, scope) : nullptr;
        if (!list) good &= reader.word(word, word.at);
        if (!list) continue;
        for (const auto& item : *list) good &= reader.word(item, item.at);
    }
    if (predicate.texts.size() > kFewTexts && predicate.op != Op::pmatch)
        predicate.set.insert(predicate.texts.begin(), predicate.texts.end());
    return good;
}

}  // namespace overboard::condition
