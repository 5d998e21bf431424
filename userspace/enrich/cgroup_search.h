// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace overboard::enrich {

// The path of the cgroup with this id, "" when it is gone or lies too deep. A cgroup's id is the inode number of
// its directory. mount: where the hierarchies are mounted, /sys/fs/cgroup; on a hybrid host the unified one is in
// "unified" below it. Slow: for the case that no event and no process told.
std::string find_cgroup(const std::string& mount, std::uint64_t id);

}  // namespace overboard::enrich
