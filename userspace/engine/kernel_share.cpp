// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_share.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>

#include "condition/computed.h"
#include "condition/facts.h"
#include "engine/kernel_filter.h"
#include "engine/rule_files.h"

namespace overboard::engine {
namespace {

using condition::Op;
using condition::Predicate;
using Shared = std::shared_ptr<const Predicate>;

constexpr std::size_t kMostShown = 3;

template <class Row>
bool equal_rows(const std::vector<Row>& a, const std::vector<Row>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(Row)) == 0);
}

bool equal(const source::KernelFilter& a, const source::KernelFilter& b) {
    return std::memcmp(&a.config, &b.config, sizeof a.config) == 0 && a.magics == b.magics && a.names == b.names &&
           equal_rows(a.addresses, b.addresses) && a.ports == b.ports;
}

source::KernelFilter filter_of(const condition::Program& program) {
    const CompiledRule one{program, {}};
    return derive_filter({&one, 1});
}

// Nothing is known of the outcome of a comparison that has to be worked out.
std::shared_ptr<Predicate> unknown(const Predicate& predicate) {
    auto out = std::make_shared<Predicate>(predicate);
    out->computed = std::make_shared<condition::Computed>();
    out->kinds = ~std::uint64_t{0};
    return out;
}

Shared with_whole_value(const Predicate& predicate) {
    auto out = std::make_shared<Predicate>(predicate);
    out->op = Op::eq;
    out->texts = {"x"};
    out->set.clear();
    out->regex = nullptr;
    return out;
}

// That comparison and nothing else.
condition::Program program_of(const Shared& one) {
    condition::Node node;
    node.kind = condition::Node::Kind::test;
    node.predicate = one;
    condition::Faults faults;
    return *condition::compile({{std::move(node)}, 0, true}, condition::Scope{}, faults);
}

class Asker {
public:
    explicit Asker(const condition::Program& program) : program_(program), filter_(filter_of(program)) {}

    const source::KernelFilter& filter() const { return filter_; }
    bool matters(const Shared& one) const { return !equal(filter_with(one, unknown(*one)), filter_); }
    bool would_matter_whole(const Shared& one) const {
        return !equal(filter_with(one, unknown(*one)), filter_with(one, with_whole_value(*one)));
    }
    // Were it all that a rule asks, the kernel would send less.
    static bool known_alone(const Shared& one) {
        const auto anything = unknown(*one);
        anything->kinds = one->kinds;
        return !equal(filter_of(program_of(one)), filter_of(program_of(anything)));
    }

private:
    source::KernelFilter filter_with(const Shared& old, const Shared& fresh) const {
        return filter_of(program_.replaced([&](const Shared& p) { return p == old ? fresh : p; }));
    }

    const condition::Program& program_;
    source::KernelFilter filter_;
};

bool is_text(const Predicate& p) { return p.type == fields::Type::text || p.type == fields::Type::list; }

// A value that begins like that, whatever follows.
bool is_beginning(const Predicate& p) {
    const bool pattern = p.op == Op::glob || p.op == Op::iglob;
    if (pattern) return !p.texts[0].empty() && p.texts[0].find_first_of("*?[") != 0;
    return p.op == Op::startswith || p.op == Op::bstartswith || p.op == Op::pmatch;
}

std::string why_not(const Asker& ask, const Shared& one) {
    const auto& p = *one;
    if (!p.plain()) return "it has to be worked out from other values";
    const bool whole = p.op == Op::eq || p.op == Op::in || p.op == Op::intersects;
    if (is_text(p) && !whole && p.op != Op::exists && ask.would_matter_whole(one))
        return is_beginning(p) ? "the kernel knows a path by its last component, not by its beginning"
                               : "the kernel compares whole values only";
    if (ask.known_alone(one))
        return "the kernel knows it, but would turn nothing away by it: the rest of the condition does already, or "
               "asks "
               "for the same events";
    return "the kernel does not know it";
}

// The shorter of two names: "=" rather than "==".
std::string operator_name(Op op) {
    std::string_view out;
    for (const auto& row : condition::operators())
        if (row.op == op && (out.empty() || row.name.size() < out.size())) out = row.name;
    return std::string{out};
}

// The kind of the event settles it: it says which programs run.
bool of_kind(const Predicate& p) {
    for (unsigned kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind) {
        condition::Facts facts;
        facts.kind(static_cast<ob_kind>(kind));
        if (!facts.decide(p)) return false;
    }
    return true;
}

std::vector<std::string> values_of(const Predicate& p) {
    auto out = p.texts;
    for (const auto number : p.numbers) out.push_back(std::to_string(number));
    for (const auto& range : p.ranges) {
        const std::string_view bytes{reinterpret_cast<const char*>(range.address.data()), range.address.size()};
        fields::print(fields::Type::address, bytes, out.emplace_back());
        if (range.bits != 128) out.back() += "/...";
    }
    if (p.regex) out.push_back(p.regex->pattern());
    if (p.type == fields::Type::boolean && p.op != Op::holds) out.emplace_back(p.flag ? "true" : "false");
    return out;
}

std::string describe(const Predicate& p) {
    std::string out = condition::field_text(p);
    if (p.op == Op::holds) return out;
    out += ' ' + operator_name(p.op);
    const auto values = values_of(p);
    for (std::size_t i = 0; i < std::min(values.size(), kMostShown); ++i) out += (i ? ", " : " ") + values[i];
    if (values.size() > kMostShown) out += ", ... (" + std::to_string(values.size()) + ")";
    return out;
}

// Steps are emitted backwards: the first comparison of the condition stands last.
std::vector<Shared> in_order(const condition::Program& program) {
    std::vector<Shared> out;
    for (auto step = program.steps().rbegin(); step != program.steps().rend(); ++step)
        if (std::find(out.begin(), out.end(), step->predicate) == out.end()) out.push_back(step->predicate);
    return out;
}

// One that stands in several places is one line; it runs in the kernel if it does for one of them.
void add(KernelShare::Part part, std::vector<KernelShare::Part>& parts) {
    const auto same = std::find_if(parts.begin(), parts.end(),
                                   [&](const auto& other) { return other.comparison == part.comparison; });
    if (same == parts.end()) return parts.push_back(std::move(part));
    if (part.in_kernel) *same = std::move(part);
}

}  // namespace

KernelShare kernel_share(const CompiledRule& rule) {
    const Asker ask{rule.program};
    KernelShare out;
    out.filter = ask.filter();
    for (const auto& one : in_order(rule.program)) {
        const bool in_kernel = of_kind(*one) || ask.matters(one);
        add({describe(*one), in_kernel, in_kernel ? "" : why_not(ask, one)}, out.parts);
    }
    return out;
}

std::optional<KernelShare> kernel_share(std::span<const std::string> paths, const LoadOptions& options,
                                        const std::string& id) {
    std::vector<Diagnostic> ignored;  // whoever asks has loaded them before
    const auto rules = compile_rules(read_rule_files(paths, ignored), options, ignored);
    for (std::size_t i = 0; i < rules.rules.size(); ++i)
        if (rules.rules[i].id == id && rules.rules[i].enabled) return kernel_share(rules.compiled[i]);
    return {};
}

}  // namespace overboard::engine
