// SPDX-License-Identifier: Apache-2.0
#include "condition/contradictions.h"

#include <algorithm>

#include "condition/facts.h"

namespace overboard::condition {
namespace {

constexpr std::size_t kMaxClauses = 64;
constexpr int kMaxMacros = 16;  // inside each other

struct Clause {
    const Predicate* predicate;
    bool negated;
    Span at;  // in the conjunction itself, also when a macro brought it
};

// What must hold for the whole conjunction to hold.
class Clauses {
public:
    explicit Clauses(const Scope& scope) : scope_(scope) {}

    void add(const Tree& tree, std::uint32_t index, bool negated, const Span* at, int depth) {
        const Node& node = tree.nodes[index];
        const Span& here = at ? *at : node.at;
        if (node.kind == Node::Kind::negation) return add(tree, node.children[0], !negated, at, depth);
        const auto joins = negated ? Node::Kind::any : Node::Kind::all;
        if (node.kind == joins)
            for (const auto child : node.children) add(tree, child, negated, at, depth);
        if (!node.children.empty()) return;
        if (node.predicate)
            found.push_back({node.predicate.get(), negated, here});
        else if (const auto* macro = macro_of(node); macro && depth < kMaxMacros)
            add(*macro, macro->root, negated, &here, depth + 1);
    }

    std::vector<Clause> found;

private:
    const Tree* macro_of(const Node& node) const {
        const auto at = scope_.macros.find(node.name.text);
        return node.kind == Node::Kind::name && at != scope_.macros.end() && at->second.usable ? &at->second : nullptr;
    }

    const Scope& scope_;
};

const std::vector<Facts>& facts_by_kind() {
    static const auto all = [] {
        std::vector<Facts> out(OB_KINDS);
        for (unsigned kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind) out[kind].kind(static_cast<ob_kind>(kind));
        return out;
    }();
    return all;
}

// The kinds of events that the clause can be true of.
std::uint64_t kinds_of(const Clause& clause) {
    std::uint64_t bits = 0;
    for (unsigned kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind)
        if (facts_by_kind()[kind].decide(*clause.predicate) != clause.negated) bits |= std::uint64_t{1} << kind;
    return bits;
}

bool same_field(const Predicate& a, const Predicate& b) {
    return a.plain() && b.plain() && a.field->extract == b.field->extract && a.argument == b.argument &&
           a.type != fields::Type::list;
}

// The values that the clause allows, when it names them all.
std::vector<fields::Value> named_values(const Clause& clause) {
    std::vector<fields::Value> out;
    const auto& p = *clause.predicate;
    if (clause.negated || (p.op != Op::eq && p.op != Op::in && p.op != Op::intersects && p.op != Op::holds)) return out;
    if (p.type == fields::Type::boolean) out.emplace_back(p.flag);
    for (const auto n : p.numbers) out.emplace_back(n);
    for (const auto& text : p.texts) out.emplace_back(std::string_view{text});
    return out;
}

bool allows(const Clause& clause, const fields::Value& value) {
    return clause.predicate->matches(value) != clause.negated;
}

// The numbers it leaves.
std::pair<std::int64_t, std::int64_t> bounds(const Clause& clause) {
    std::pair<std::int64_t, std::int64_t> out{INT64_MIN, INT64_MAX};
    const auto& p = *clause.predicate;
    if (clause.negated || p.numbers.empty()) return out;
    const auto n = p.numbers[0];
    if (p.op == Op::lt) out.second = n == INT64_MIN ? n : n - 1;
    if (p.op == Op::le) out.second = n;
    if (p.op == Op::gt) out.first = n == INT64_MAX ? n : n + 1;
    if (p.op == Op::ge) out.first = n;
    return out;
}

bool excludes(const Clause& a, const Clause& b) {
    if (!same_field(*a.predicate, *b.predicate)) return false;
    const auto values = named_values(a);
    const auto allowed = [&](const fields::Value& value) { return allows(b, value); };
    if (!values.empty() && std::none_of(values.begin(), values.end(), allowed)) return true;
    const auto first = bounds(a), second = bounds(b);
    if (std::max(first.first, second.first) > std::min(first.second, second.second)) return true;
    return a.negated && a.predicate->op == Op::exists && !b.negated;
}

std::string text_of(const Clause& clause) { return (clause.negated ? "not " : "") + field_text(*clause.predicate); }

void warn(const Clause& clause, std::string message, std::string hint, Faults& faults) {
    faults.push_back({clause.at, std::move(message), std::move(hint), true});
}

bool excluded_by_another(const std::vector<Clause>& clauses, std::size_t i, Faults& faults) {
    for (std::size_t j = 0; j < i; ++j) {
        if (!excludes(clauses[i], clauses[j]) && !excludes(clauses[j], clauses[i])) continue;
        warn(clauses[i], "this can never be true together with what is asked of " + text_of(clauses[j]) + " before it",
             "one of the two is meant for an 'or'", faults);
        return true;
    }
    return false;
}

std::string kind_names(std::uint64_t kinds) {
    std::string out;
#define X(upper, lower, ring) \
    if (kinds >> OB_KIND_##upper & 1) out += (out.empty() ? "" : ", ") + std::string{#lower};
    OB_EVENTS(X)
#undef X
    return out;
}

void check_conjunction(const std::vector<Clause>& clauses, Faults& faults) {
    std::uint64_t kinds = ~std::uint64_t{0};
    for (std::size_t i = 0; i < clauses.size(); ++i) {
        const auto own = kinds_of(clauses[i]);
        if (own == 0) return;  // told where fields and values are checked
        if (excluded_by_another(clauses, i, faults)) return;
        if ((kinds & own) == 0)
            return warn(clauses[i],
                        "no event that the clauses before it leave (" + kind_names(kinds) + ") can have " +
                            text_of(clauses[i]) + " so",
                        "it is of " + kind_names(own) + " events", faults);
        kinds &= own;
    }
}

}  // namespace

void find_contradictions(const Tree& tree, const Scope& scope, Faults& faults) {
    for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
        if (tree.nodes[i].kind != Node::Kind::all) continue;
        Clauses clauses{scope};
        clauses.add(tree, i, false, nullptr, 0);
        if (clauses.found.size() <= kMaxClauses) check_conjunction(clauses.found, faults);
    }
}

}  // namespace overboard::condition
