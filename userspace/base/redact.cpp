// SPDX-License-Identifier: Apache-2.0
#include "base/redact.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <array>
#include <deque>
#include <mutex>
#include <numeric>

#include "base/redact_args.h"
#include "base/redact_rules.h"

namespace overboard::base {
namespace {

constexpr std::string_view mark = "[redacted]";

// Bytes, not characters: a secret with a byte that is no UTF-8 must not end there.
RE2::Options bytes_options() {
    RE2::Options options(RE2::Latin1);
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);  // per pattern; RE2 grows its automata only as text makes it
    return options;
}

// Compiled when a text first matches: most rules never do, and together they would cost 30 ms of the start.
class LazyRule {
public:
    explicit LazyRule(redact::Rule rule) : rule_(std::move(rule)) {}
    const redact::Rule& rule() const { return rule_; }
    const RE2& re() const {
        std::call_once(once_, [this] { re_ = std::make_unique<RE2>(rule_.pattern, bytes_options()); });
        return *re_;
    }

private:
    redact::Rule rule_;
    mutable std::once_flag once_;
    mutable std::unique_ptr<RE2> re_;
};

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

// Quotes around a secret stay: the text keeps its shape.
std::string_view inside_quotes(std::string_view secret) {
    const bool quoted = secret.size() >= 2 && (secret.front() == '"' || secret.front() == '\'');
    return quoted && secret.back() == secret.front() ? secret.substr(1, secret.size() - 2) : secret;
}

std::string replace(const std::string& text, const LazyRule& lazy) {
    const redact::Rule& rule = lazy.rule();
    std::string out;
    std::size_t copied = 0, from = 0;
    std::array<re2::StringPiece, 2> match;
    while (from <= text.size() && lazy.re().Match(text, from, text.size(), RE2::UNANCHORED, match.data(), 2)) {
        const std::string_view group(match[1].data(), match[1].size());
        const std::string_view secret = inside_quotes(group);
        const auto at = static_cast<std::size_t>(secret.data() - text.data());
        const std::string_view before(text.data(), static_cast<std::size_t>(group.data() - text.data()));
        if (secret != mark && (rule.certain == nullptr || rule.certain(before, group))) {
            out.append(text, copied, at - copied).append(mark);
            copied = at + secret.size();
        }
        from = before.size() + std::max<std::size_t>(group.size(), 1);
    }
    return copied == 0 ? text : out.append(text, copied);
}

// The built-in rules: one for all redactors of the process, as none of them changes any.
class BuiltIn {
public:
    static const BuiltIn& all() {
        static const BuiltIn rules;
        return rules;
    }
    std::string redact(std::string text) const;
    const std::string& fault() const { return fault_; }  // why they cannot be used; empty: they can

private:
    BuiltIn();

    std::deque<LazyRule> rules_;
    RE2::Set any_{bytes_options(), RE2::UNANCHORED};  // one pass over the text says which rules can match
    std::string fault_;
};

BuiltIn::BuiltIn() {
    for (redact::Rule& rule : redact::rules()) {
        std::string why;
        if (any_.Add(rule.pattern, &why) < 0) fault_ = "redaction rule '" + rule.name + "' does not compile: " + why;
        rules_.emplace_back(std::move(rule));
    }
    if (!any_.Compile()) fault_ = "the redaction rules do not fit into memory together";
}

std::string BuiltIn::redact(std::string text) const {
    std::vector<int> which;
    RE2::Set::ErrorInfo error{};
    if (!any_.Match(piece(text), &which, &error)) {
        if (error.kind == RE2::Set::kNoError) return text;
        which.resize(rules_.size());  // out of memory says nothing about the text: try them all
        std::iota(which.begin(), which.end(), 0);
    }
    std::sort(which.begin(), which.end());  // rules() has an order
    for (const int i : which) text = replace(text, rules_[static_cast<std::size_t>(i)]);
    return text;
}

}  // namespace

struct Redactor::State {
    std::vector<std::unique_ptr<RE2>> patterns;  // the user's
    std::unique_ptr<RE2> strict;                 // null: off
    redact::ArgsRedactor args;

    std::string own(std::string text) const;
};

Redactor::Redactor() : state_(std::make_unique<State>()) {}
Redactor::~Redactor() = default;

Result<std::unique_ptr<Redactor>> Redactor::make(const Options& options) {
    std::unique_ptr<Redactor> out(new Redactor);
    State& s = *out->state_;
    if (!BuiltIn::all().fault().empty()) return fail(BuiltIn::all().fault());
    for (const std::string& pattern : options.patterns) {
        auto re = std::make_unique<RE2>(pattern, bytes_options());
        if (!re->ok())
            return fail("redact.patterns: '" + pattern + "' is no valid RE2 expression: " + re->error() +
                        "; see https://github.com/google/re2/wiki/Syntax (there is no look-around)");
        s.patterns.push_back(std::move(re));
    }
    if (options.strict) s.strict = std::make_unique<RE2>("[A-Za-z0-9_-]{20,}", bytes_options());
    return out;
}

// The user's patterns, and strict mode.
std::string Redactor::State::own(std::string text) const {
    for (const auto& re : patterns) RE2::GlobalReplace(&text, *re, re2::StringPiece(mark.data(), mark.size()));
    if (!strict) return text;
    std::string out;
    std::size_t copied = 0;
    re2::StringPiece run;
    for (std::size_t from = 0; strict->Match(text, from, text.size(), RE2::UNANCHORED, &run, 1);) {
        const auto at = static_cast<std::size_t>(run.data() - text.data());
        from = at + run.size();
        if (redact::is_known_id({run.data(), run.size()})) continue;
        out.append(text, copied, at - copied).append(mark);
        copied = from;
    }
    return out.append(text, copied);
}

std::string Redactor::text(std::string_view text) const {
    return state_->own(BuiltIn::all().redact(std::string(text)));
}

std::vector<std::string> Redactor::args(const std::vector<std::string>& args) const {
    const auto known = [](std::string joined) { return BuiltIn::all().redact(std::move(joined)); };
    std::vector<std::string> out = state_->args.redact(args, known);
    for (std::string& element : out) element = state_->own(std::move(element));
    return out;
}

}  // namespace overboard::base
