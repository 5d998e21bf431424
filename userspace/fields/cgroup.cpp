// SPDX-License-Identifier: Apache-2.0
// cgroup.*: a cgroup was made, filled or removed; proc.* is who did it.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

Value operation(Context& c, int) {
    const auto* g = body<decode::Cgroup>(c);
    if (!g) return {};
    switch (g->op) {
        case OB_CGROUP_MKDIR:
            return std::string_view{"mkdir"};
        case OB_CGROUP_ATTACH:
            return std::string_view{"attach"};
        case OB_CGROUP_RMDIR:
            return std::string_view{"rmdir"};
    }
    return {};
}

Value path(Context& c, int) {
    const auto* g = body<decode::Cgroup>(c);
    return g ? known(g->path) : Value{};
}

Value target(Context& c, int) {
    const auto* g = body<decode::Cgroup>(c);
    return g && g->target_tgid ? number(g->target_tgid) : Value{};
}

constexpr Field kRows[] = {
    {"cgroup.op", Type::text, "mkdir, attach or rmdir.", operation},
    {"cgroup.path", Type::text, "The cgroup's path in its hierarchy.", path, false, true},
    {"cgroup.target_pid", Type::number, "The process that was moved; absent unless cgroup.op is attach.", target},
};

constexpr std::string_view kCalls[] = {"cgroup"};

}  // namespace

Rows cgroup_rows() { return kRows; }
SystemCalls cgroup_calls() { return {kCalls}; }

}  // namespace overboard::fields
