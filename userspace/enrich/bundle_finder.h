// SPDX-License-Identifier: Apache-2.0
// From a process to the bundle of the container that it makes or runs, without a runtime's API: the runtime's
// arguments name the bundle, and a shim's working directory is one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "enrich/bundle.h"
#include "enrich/cgroup_name.h"
#include "enrich/host_files.h"
#include "enrich/proc.h"

namespace overboard::enrich {

// A cgroup that asks for its bundle.
struct CgroupClaim {
    std::string path;
    CgroupName name;
    // A process of the host was seen to make it: whatever its name, it was not chosen inside a container. Of a
    // cgroup merely found there, only the whole path counts.
    bool made_by_host = false;
    int attempts = 0;  // searches so far
};

struct BundleSearch {
    enum class Outcome { found, missing, bad, other };  // other: a bundle, but of another cgroup
    Outcome outcome = Outcome::missing;
    Bundle bundle;
    std::string why;  // of bad
};

class BundleFinder {
public:
    // Both outlive the finder.
    BundleFinder(const Proc& proc, const HostFiles& files) : proc_(proc), files_(files) {}

    // pid: a process of the host, or one just put into the cgroup; it and its parents are asked. What runs inside
    // the cgroup is not: it may say anything.
    BundleSearch find(std::uint32_t pid, const CgroupClaim& claim) const;

    // The bundle of a running container whose runtime has left, from runc's state directories.
    BundleSearch find_state(const CgroupClaim& claim) const;

    // The same, from where the host has the container's root mounted: "<bundle>/rootfs" by every runtime's habit.
    BundleSearch find_root(const std::vector<std::string>& roots, const CgroupClaim& claim) const;

private:
    struct Clue {
        std::string directory, id;
        bool certain = false;  // the process says so itself; else it is worth a look
    };
    bool inside(std::uint32_t pid, const std::string& cgroup) const;
    std::vector<Clue> clues(std::uint32_t pid, const CgroupName& name) const;
    std::vector<Clue> shim_clues(std::uint32_t pid, const CgroupName& name) const;
    void follow(const Clue& clue, const CgroupClaim& claim, BundleSearch& search) const;

    const Proc& proc_;
    const HostFiles& files_;
};

// Whether a runtime given this bundle makes that cgroup.
bool makes(const Bundle& bundle, const CgroupClaim& claim);

}  // namespace overboard::enrich
