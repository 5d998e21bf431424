// SPDX-License-Identifier: Apache-2.0
// What the path of a cgroup suggests. A name is only a hint: a container can make any name below its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace overboard::enrich {

struct CgroupName {
    std::vector<std::string> ids;  // containers named by the path, the outermost first
    std::string pod_uid;           // of the innermost pod, as Kubernetes writes it
    std::string runtime;           // by the prefix of the innermost container's scope; "" when it has none
    bool monitor = false;          // podman's or CRI-O's conmon: it serves a container, it is none
};

// path: absolute in its hierarchy.
CgroupName parse_cgroup(std::string_view path);

// The path below the hierarchy's root that a runtime makes for the cgroupsPath of an OCI config: itself, or
// for systemd's "slice:prefix:name" the nested slices and the scope.
std::string cgroup_of(std::string_view cgroups_path);

}  // namespace overboard::enrich
