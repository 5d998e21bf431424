// SPDX-License-Identifier: Apache-2.0
// file.probe: which question about its surroundings an opened file answers.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

struct Answer {
    std::string_view name, probe;
    bool own_only;  // of another process it is everyday work: ps
};

constexpr Answer kAnswers[] = {
    {"mountinfo", "mounts", false}, {"mounts", "mounts", false},      {"mountstats", "mounts", false},
    {"cgroup", "cgroup", false},    {"status", "capabilities", true}, {"kallsyms", "symbols", false},
};

// "/1/..." of a procfs whose pid namespace the process is in: the container's own first process.
bool of_init(const decode::File& f) { return f.path.filesystem.starts_with("/1/"); }

Value probe(Context& c, int) {
    const auto* o = body<decode::Open>(c);
    if (!o || !o->resolved) return {};
    const auto& path = o->file.path;
    if (path.container == "/.dockerenv" || path.container == "/run/.containerenv") return std::string_view{"marker"};
    if (filesystem_name(o->file.magic) != "proc") return {};
    const bool others_init = of_init(o->file) && task(c).raw->ns_tgid != 1;
    for (const auto& answer : kAnswers)
        if (base_name(path.filesystem) == answer.name && !(answer.own_only && others_init)) return answer.probe;
    return others_init ? Value{std::string_view{"init"}} : Value{};
}

constexpr std::string_view kProbes[] = {"mounts", "cgroup", "capabilities", "symbols", "marker", "init"};

constexpr Field row() {
    Field out{"file.probe", Type::text,
              "What the opened file tells about the container's surroundings: mounts, cgroup, capabilities, symbols, "
              "marker or init (process 1); absent for all other files.",
              probe};
    out.kinds = kind_bit(OB_KIND_OPEN);
    out.values = kProbes;
    return out;
}

constexpr Field kRows[] = {row()};

}  // namespace

Rows probe_rows() { return kRows; }

}  // namespace overboard::fields
