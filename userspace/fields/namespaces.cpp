// SPDX-License-Identifier: Apache-2.0
#include <sched.h>

#include <utility>

#include "fields/rows.h"

namespace overboard::fields {

Value namespace_names(Context& c, std::uint64_t bits) {
    static constexpr std::pair<std::uint64_t, std::string_view> kNames[] = {
        {CLONE_NEWNS, "mnt"},        {CLONE_NEWPID, "pid"}, {CLONE_NEWNET, "net"}, {CLONE_NEWUSER, "user"},
        {CLONE_NEWCGROUP, "cgroup"}, {CLONE_NEWUTS, "uts"}, {CLONE_NEWIPC, "ipc"}, {0x80, "time"}};  // CLONE_NEWTIME
    c.items.clear();
    for (const auto& [bit, name] : kNames)
        if (bits & bit) c.items.push_back(name);
    return std::span<const std::string_view>(c.items);
}

}  // namespace overboard::fields
