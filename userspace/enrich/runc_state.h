// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace overboard::enrich {

// What runc remembers of a container (state.json, below its --root).
struct RuncState {
    std::string id, bundle;
};

// The container that runc put into this cgroup, from the state directories of runc by hand, of Docker and of
// containerd. root: the prefix under which host paths are opened; cgroup: whole path in its hierarchy.
std::optional<RuncState> find_runc_state(const std::string& root, const std::string& cgroup);

}  // namespace overboard::enrich
