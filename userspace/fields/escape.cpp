// SPDX-License-Identifier: Apache-2.0
// escape.*: what holds for every process of a container, and did not.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

using Read = Value (*)(Context&, const decode::Escape&);
template <Read read>
Value of(Context& c, int) {
    const auto* b = body<decode::Escape>(c);
    return b ? read(c, *b) : Value{};
}

constexpr std::string_view kWhats[OB_ESCAPES] = {"namespace", "root",   "cwd",       "exe",
                                                 "cgroup",    "helper", "host_exec", "host_map"};

constexpr Field kRows[] = {
    {"escape.what", Type::text,
     "namespace, root, cwd, exe, cgroup (a container's process); helper (run by the kernel on the host); host_exec, "
     "host_map (the host runs a file of a container).",
     of<[](Context&, const decode::Escape& e) -> Value { return kWhats[e.what]; }>},
    {"escape.namespaces", Type::list, "Which namespaces became the host's.",
     of<[](Context& c, const decode::Escape& e) { return namespace_names(c, e.raw->namespaces); }>},
    {"escape.path", Type::text, "The directory or file concerned, as its own mount tree names it.",
     of<[](Context&, const decode::Escape& e) { return e.resolved ? known(e.file.path.container) : Value{}; }>},
    {"escape.file_path", Type::text, "The same inside its filesystem.",
     of<[](Context&, const decode::Escape& e) { return e.resolved ? known(e.file.path.filesystem) : Value{}; }>},
    {"escape.of_container", Type::boolean, "The file lies in a container's tree.",
     of<[](Context&, const decode::Escape& e) -> Value { return e.raw->owner != 0; }>},
    {"escape.asked", Type::text, "The name that was asked for: of a helper or program, or of the cgroup.",
     of<[](Context&, const decode::Escape& e) { return known(e.name); }>, false, true},
    {"escape.cmdline", Type::text, "A helper's or host program's arguments, joined by blanks.",
     of<[](Context& c, const decode::Escape& e) {
         c.scratch = e.args;
         std::replace(c.scratch.begin(), c.scratch.end(), '\0', ' ');
         return known(c.scratch);
     }>,
     false, true},
    {"escape.target_pid", Type::number, "cgroup: the process that was moved or born there, as the host numbers it.",
     of<[](Context&, const decode::Escape& e) { return e.raw->target_tgid ? number(e.raw->target_tgid) : Value{}; }>},
};

}  // namespace

Rows escape_rows() { return kRows; }
SystemCalls escape_calls() { return {}; }

}  // namespace overboard::fields
