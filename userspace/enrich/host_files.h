// SPDX-License-Identifier: Apache-2.0
// What the host's file systems tell of containers: bundles, runtimes' states, links, cgroups. Each answer passes the
// witness, if there is one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "enrich/bundle.h"
#include "enrich/runc_state.h"
#include "enrich/witness.h"

namespace overboard::enrich {

// A place where a bundle may lie.
struct BundleFile {
    bool there = false;            // it has a config.json
    std::optional<Bundle> bundle;  // absent although it is there: why says why
    std::string why;
};

// What a runtime keeps of a container in a file of its own.
struct KeptNames {
    std::string name, image;
};

class HostFiles {
public:
    // root: the prefix under which host paths are opened; cgroups: where the hierarchies are mounted. witness:
    // borrowed.
    HostFiles(std::string root, std::string cgroups, Witness* witness = nullptr);

    // Paths are the host's, as its init sees them.
    BundleFile bundle(const std::string& directory) const;
    std::optional<RuncState> runc_state(const std::string& cgroup) const;
    std::string resolved(const std::string& path) const;  // with symbolic links followed
    std::string cgroup_path(std::uint64_t id) const;
    // file: the container's own (config.v2.json), which is the daemon's.
    std::optional<KeptNames> docker_state(const std::string& file) const;
    // directory: the storage's of all containers (containers.json). id: the one wanted.
    std::optional<KeptNames> podman_state(const std::string& directory, const std::string& id) const;

private:
    std::string root_, cgroups_;
    Witness* witness_;
};

}  // namespace overboard::enrich
