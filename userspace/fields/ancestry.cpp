// SPDX-License-Identifier: Apache-2.0
// proc.p* and proc.a*: the ancestors of the process inside its container.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

constexpr int kFarthest = 32;  // ancestors looked at; deeper ones do not exist for a condition

// Index 0 is the process itself, 1 its parent, as in Falco.
const enrich::Process* ancestor(const Context& c, int index) {
    const enrich::Process* at = c.seen.process;
    if (index > kFarthest) return nullptr;
    for (; at && index > 0; --index) at = c.ancestry.parent(*at);
    return at;
}

using Read = std::string_view (*)(const enrich::Process&);

std::string_view comm(const enrich::Process& p) { return p.comm; }
std::string_view path(const enrich::Process& p) { return p.exe; }
std::string_view first_argument(const enrich::Process& p) { return argument_of(p, 0); }
std::string_view file_name(const enrich::Process& p) { return base_name(p.exe); }

// One ancestor's text, or, without an index, that of every ancestor, nearest first.
template <Read read>
Value of_ancestors(Context& c, int index) {
    if (index >= 0) {
        const auto* one = ancestor(c, index);
        return one ? known(read(*one)) : Value{};
    }
    c.items.clear();
    const auto* at = c.ancestry.parent(*c.seen.process);
    for (int steps = 0; at && steps < kFarthest; ++steps, at = c.ancestry.parent(*at)) c.items.push_back(read(*at));
    return c.items.empty() ? Value{} : Value{std::span<const std::string_view>{c.items}};
}

template <Read read>
Value of_parent(Context& c, int) {
    return of_ancestors<read>(c, 1);
}

Value line_of(Context& c, int index) {
    const auto* one = ancestor(c, index < 0 ? 1 : index);
    return one ? command_line(c, *one, one->comm) : Value{};
}

Value arguments_of(Context& c, int index) {
    const auto* one = ancestor(c, index < 0 ? 1 : index);
    return one && !one->args.empty() ? Value{join(c, one->args, 1)} : Value{};
}

constexpr Field kRows[] = {
    {"proc.pname", Type::text, "The parent's proc.name; absent outside the container.", of_parent<comm>, false, true},
    {"proc.pexepath", Type::text, "The parent's executable.", of_parent<path>},
    {"proc.pexe_name", Type::text, "Last component of proc.pexepath.", of_parent<file_name>},
    {"proc.pexe", Type::text, "The parent's first argument (argv[0]).", of_parent<first_argument>, false, true},
    {"proc.aexe", Type::list, "First argument of the n-th ancestor; without [n], of all of them.",
     of_ancestors<first_argument>, true, true},
    {"proc.aargs", Type::text, "Arguments of the n-th ancestor after argv[0]; without [n], of the parent.",
     arguments_of, true, true},
    {"proc.pargs", Type::text, "The parent's arguments after argv[0], joined by blanks.",
     [](Context& c, int) { return arguments_of(c, 1); }, false, true},
    {"proc.pcmdline", Type::text, "The parent's proc.cmdline.", [](Context& c, int) { return line_of(c, 1); }, false,
     true},
    {"proc.aname", Type::list, "proc.name of the n-th ancestor, [1] being the parent; without [n], of all of them.",
     of_ancestors<comm>, true, true},
    {"proc.aexepath", Type::list, "Executable of the n-th ancestor; without [n], of all of them.", of_ancestors<path>,
     true},
    {"proc.aexe_name", Type::list, "Last component of proc.aexepath.", of_ancestors<file_name>, true},
    {"proc.acmdline", Type::text, "proc.cmdline of the n-th ancestor; without [n], of the parent.", line_of, true,
     true},
    {"proc.apid", Type::number, "Process id of the n-th ancestor; without [n], of the parent.",
     [](Context& c, int index) {
         const auto* one = ancestor(c, index < 0 ? 1 : index);
         return one ? number(one->tgid) : Value{};
     },
     true},
};

}  // namespace

Rows ancestry_rows() { return kRows; }

}  // namespace overboard::fields
