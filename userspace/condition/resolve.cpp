// SPDX-License-Identifier: Apache-2.0
#include "condition/resolve.h"

#include <algorithm>

#include "base/near.h"
#include "condition/match.h"

namespace overboard::condition {
namespace {

constexpr int kMaxArgument = 1000;
constexpr std::size_t kMaxName = 256;  // bytes of a name in [ ]

bool fail(const Span& at, std::string message, std::string hint, Faults& faults) {
    faults.push_back({at, std::move(message), std::move(hint)});
    return false;
}

bool index(const Word& argument, const fields::Field& field, Expression& out) {
    const auto n = parse_number(argument.text);
    if (!field.takes_argument || !n || *n < 0 || *n > kMaxArgument) return false;
    out.argument = static_cast<int>(*n);
    // One of a list's items.
    if (field.type == fields::Type::list) out.type = fields::Type::text;
    return true;
}

bool no_argument(const Word& argument, const fields::Field& field, Faults& faults) {
    const std::string name{field.name};
    if (!field.takes_argument && !field.named) return fail(argument.at, name + " takes no argument", name, faults);
    return fail(argument.at, "'" + argument.text + "' is no index of " + name, name + "[1]", faults);
}

// evt.arg[flags] is another way to write evt.arg.flags.
const fields::Field* spelled_out(const Word& name, const Word& argument) {
    return argument.text.empty() ? nullptr : fields::find(name.text + '.' + argument.text);
}

bool unknown_function(const Word& name, Faults& faults) {
    base::Nearest best{name.text};
    std::string all;
    for (const auto& one : functions()) {
        best.offer(one.name);
        all += (all.empty() ? "" : ", ") + std::string{one.name};
    }
    return fail(name.at, "unknown function '" + name.text + "'",
                best.name().empty() ? "there are " + all : std::string{best.name()}, faults);
}

bool call(const Term& term, const Scope& scope, Expression& out, Faults& faults) {
    out.function = find_function(term.word.text);
    if (!out.function) return unknown_function(term.word, faults);
    const auto& f = *out.function;
    if (term.parts.size() < f.parts || (!f.variadic && term.parts.size() > f.parts))
        return fail(term.at,
                    "'" + term.word.text + "' takes " + (f.variadic ? "at least " : "") + std::to_string(f.parts) +
                        (f.parts == 1 ? " argument" : " arguments"),
                    std::string{f.doc}, faults);
    std::vector<fields::Type> types;
    for (const auto& part : term.parts) {
        if (!resolve(part, scope, out.parts.emplace_back(), faults)) return false;
        types.push_back(out.parts.back().type);
    }
    const auto type = f.type(types);
    if (type) out.type = *type == fields::Type::address ? fields::Type::text : *type;
    if (type) return true;
    return fail(term.at,
                "'" + term.word.text + "' does not take " + expression_text(out.parts[0]) + ", a " +
                    fields::type_name(types[0]) + " field",
                std::string{f.doc}, faults);
}

bool list(const Term& term, const Scope& scope, Expression& out, Faults& faults) {
    out.type = fields::Type::list;
    for (const auto& part : term.parts) {
        if (!resolve(part, scope, out.parts.emplace_back(), faults)) return false;
        if (out.parts.back().type == fields::Type::list)
            return fail(part.at, "an item of a list cannot be a list itself",
                        "take one of its items, as in proc.aname[1], or join(\",\", ...) of it", faults);
    }
    return true;
}

}  // namespace

bool unknown_name(const Word& name, const Scope& scope, Faults& faults) {
    base::Nearest best{name.text};
    for (const auto& field : fields::all()) best.offer(field.name);
    for (const auto& [macro, tree] : scope.macros) best.offer(macro);
    const bool field = name.text.find('.') != name.text.npos;
    return fail(name.at, (field ? "unknown field '" : "unknown macro '") + name.text + "'", std::string{best.name()},
                faults);
}

bool resolve_field(const Word& name, const Word& argument, const Scope& scope, Expression& out, Faults& faults) {
    const auto* spelled = spelled_out(name, argument);
    out.field = spelled ? spelled : fields::find(name.text);
    if (!out.field) out.field = fields::plugin_field(name.text);
    if (!out.field && scope.macros.contains(name.text))
        return fail(name.at, "'" + name.text + "' is a macro and cannot be compared", name.text, faults);
    if (!out.field) return unknown_name(name, scope, faults);
    out.type = out.field->type;
    if (argument.text.empty() || spelled || out.field->kinds == 0) return true;
    if (index(argument, *out.field, out)) return true;
    if (!out.field->named || argument.text.size() > kMaxName) return no_argument(argument, *out.field, faults);
    out.text = argument.text;
    return true;
}

bool resolve(const Term& term, const Scope& scope, Expression& out, Faults& faults) {
    switch (term.kind) {
        case Term::Kind::literal:
            out.text = term.word.text;
            return true;
        case Term::Kind::field:
            return resolve_field(term.word, term.argument, scope, out, faults);
        case Term::Kind::call:
            return call(term, scope, out, faults);
        case Term::Kind::list:
            return list(term, scope, out, faults);
    }
    return false;
}

}  // namespace overboard::condition
