// SPDX-License-Identifier: Apache-2.0
// What is known of a container, from its bundle's config.json and its cgroup. Absent facts are empty
// or unset, never guessed. Every string comes from outside: bounded, not escaped.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace overboard::enrich {

struct Mount {
    std::string source;       // host path as the OCI config gives it; empty for tmpfs, proc, ...
    std::string destination;  // path in the container
    std::string type;         // "bind", "proc", "tmpfs", ...
    bool read_only = false;
    bool managed = false;  // kubelet's or the runtime's own: hosts, resolv.conf, configmaps, shm, ...
};

using Labels = std::map<std::string, std::string>;

struct Pod {
    std::string name, ns, uid;
    Labels labels;  // as far as the runtime writes them to disk: CRI-O does
};

struct Container {
    std::uint64_t key = 0;  // cgroup id at birth, as on the wire
    std::string id, name, image, image_digest;
    std::string runtime;    // "containerd", "docker", "cri-o", "podman", "runc"; "" when unknown
    std::string layers;     // SHA-256, in hex, of its overlay's lower directories; "" without an overlay
    std::string bundle;     // host directory of its config.json; "" when none was found
    std::string cgroup;     // path in the chosen hierarchy
    std::string nested_id;  // an inner id claimed by a cgroup name made from inside
    std::optional<Pod> pod;
    bool sandbox = false;     // the pod's pause container
    bool identified = false;  // a bundle was read; else only the cgroup's name is known

    std::optional<bool> privileged;         // computed from capabilities, devices and masked paths
    std::vector<std::string> capabilities;  // bounding set, "CAP_SYS_ADMIN"
    std::vector<std::string> namespaces;    // types of its own; absent ones are the host's
    std::vector<Mount> mounts;
    std::string seccomp;  // "", "unconfined", "profile"
    bool no_new_privileges = false;

    std::uint32_t pid_ns = 0, mnt_ns = 0, net_ns = 0, user_ns = 0, cgroup_ns = 0;  // inode numbers; 0 unknown
    std::uint32_t init_pid = 0;
    std::uint64_t armed_ns = 0;      // CLOCK_BOOTTIME: its first program, or the eldest process found running
    std::int64_t armed_wall_ns = 0;  // CLOCK_REALTIME as it showed that moment, whatever it was set to since; 0 unknown
    std::uint64_t effective_caps = 0;
    std::uint64_t started_ns = 0;  // its first process's birth, CLOCK_BOOTTIME; 0 unknown
};

}  // namespace overboard::enrich
