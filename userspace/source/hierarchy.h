// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace overboard::source {

// The cgroup hierarchy whose cgroups name containers.
struct Hierarchy {
    std::uint32_t id = 0;          // 0: cgroup2
    std::uint32_t controller = 0;  // enum ob_controller of bpf/lib/maps.bpf.h; 0 with cgroup2
};

// text: /proc/self/cgroup ("8:pids:/path" a line; cgroups(7)). On a v1 or hybrid host every runtime joins the v1
// controllers, and not all join cgroup2, so a controller's hierarchy is chosen where there is one.
Hierarchy choose_hierarchy(std::string_view text);

// Where that hierarchy is mounted, in the order of mounting. mounts: /proc/self/mounts (fstab(5): device, place, type,
// options a line; a blank in a place is "\040").
std::vector<std::string> mounts_of(const Hierarchy& hierarchy, std::string_view mounts);

// The ids of the cgroups below a place where a hierarchy is mounted, itself not; at most `most` of them, the first of
// each level first. A cgroup's id is the inode number of its directory (fs/kernfs/mount.c). What cannot be read is left
// out.
std::vector<std::uint64_t> cgroups_below(const std::string& mount, std::size_t most);

}  // namespace overboard::source
