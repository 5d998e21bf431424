// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace overboard::source {

// The cgroup hierarchy whose cgroups name containers.
struct Hierarchy {
    std::uint32_t id = 0;          // 0: cgroup2
    std::uint32_t controller = 0;  // enum ob_controller of bpf/lib/maps.bpf.h; 0 with cgroup2
};

// text: /proc/self/cgroup ("8:pids:/path" a line; cgroups(7)). On a v1 or hybrid host every runtime joins the v1
// controllers, and not all join cgroup2, so a controller's hierarchy is chosen where there is one.
Hierarchy choose_hierarchy(std::string_view text);

}  // namespace overboard::source
