// SPDX-License-Identifier: Apache-2.0
// The host's mount table: from a device and a path inside its filesystem to the names the host has for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace overboard::enrich {

class HostMounts {
public:
    // text: a mountinfo (proc_pid_mountinfo(5)) of a process in the host's mount namespace. Lines that do not
    // parse are skipped.
    static HostMounts parse(std::string_view text);
    static HostMounts of(const std::vector<std::string>& lines);

    // device: kernel s_dev, major << 20 | minor.
    bool knows(std::uint32_t device) const { return devices_.contains(device); }

    // The host's names for a file, the best first: the shortest mountpoint (the oldest of several) that does not
    // lie inside a container's root. At most eight; none when no mount of the host shows the file.
    std::vector<std::string> paths(std::uint32_t device, std::string_view path_in_filesystem) const;

    // What an overlay is made of: SHA-256, in hex, of its lower directories as the mount names them. "": no overlay.
    std::string_view layers(std::uint32_t device) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    struct Place {
        std::string mountpoint;
        bool in_container = false;
        std::uint64_t order = 0;  // line of the table: older mounts stand first
    };
    // Mount root -> where it is mounted: a lookup costs one probe per component, however many mounts there are.
    using Roots = std::unordered_map<std::string, std::vector<Place>, Hash, std::equal_to<>>;
    std::unordered_map<std::uint32_t, Roots> devices_;
    std::unordered_map<std::uint32_t, std::string> layers_;

    void add(std::string_view line, std::uint64_t order);
    static bool better(const Place& a, const Place& b);
};

}  // namespace overboard::enrich
