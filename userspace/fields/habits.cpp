// SPDX-License-Identifier: Apache-2.0
// What the learnt baseline says. A row of these is marked: no rule that is an invariant may rest on one.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

// kind: fields are told apart by their extractor, and each is another question.
template <bool enrich::Habits::*what, ob_kind kind = OB_KIND_NONE>
Value habit(Context& c, int) {
    if (kind != OB_KIND_NONE && c.seen.event->kind() != kind) return {};
    return c.seen.habits.*what;
}

constexpr Field row(std::string_view name, std::string_view doc, Extract extract, std::uint64_t kinds) {
    Field out{name, Type::boolean, doc, extract};
    out.kinds = kinds;
    out.learnt = true;
    return out;
}

constexpr std::uint64_t kExec = kind_bit(OB_KIND_EXEC), kConnect = kind_bit(OB_KIND_CONNECT);

constexpr Field kRows[] = {
    row("exec.learnt",
        "The whole execution was learnt for the image: server, parent, executable, arguments, directory, user.",
        habit<&enrich::Habits::learnt, OB_KIND_EXEC>, kExec),
    row("exec.usual", "Server, parent and executable were learnt for the image with arguments that vary.",
        habit<&enrich::Habits::usual, OB_KIND_EXEC>, kExec),
    row("socket.learnt", "The executable's connecting to this address and port was learnt for the image.",
        habit<&enrich::Habits::learnt, OB_KIND_CONNECT>, kConnect),
    row("proc.learnt", "What the process runs was let pass as exec.learnt or exec.usual.",
        habit<&enrich::Habits::program>, ~std::uint64_t{0}),
    row("server.chain_learnt",
        "So was something between the process and its server, or what the process ran before: nothing raised it.",
        habit<&enrich::Habits::below>, ~std::uint64_t{0}),
    row("container.learning", "The container is in its learning window, and nothing alarming has happened in it.",
        habit<&enrich::Habits::learning>, ~std::uint64_t{0}),
};

}  // namespace

Rows habit_rows() { return kRows; }

}  // namespace overboard::fields
