// SPDX-License-Identifier: Apache-2.0
#include "enrich/managed_mounts.h"

#include <algorithm>
#include <array>

#include "enrich/path.h"

namespace overboard::enrich {
namespace {

using Parts = std::vector<std::string_view>;

// Whether the parts hold the given ones, one after the other; gives where, or npos.
std::size_t find_run(const Parts& parts, std::initializer_list<std::string_view> run) {
    const auto at = std::search(parts.begin(), parts.end(), run.begin(), run.end());
    return at == parts.end() ? std::string_view::npos : static_cast<std::size_t>(at - parts.begin());
}

std::string_view part(const Parts& parts, std::size_t at) { return at < parts.size() ? parts[at] : std::string_view(); }

// <kubelet root>/pods/<uid>/{volumes,volume-subpaths,containers}/... and .../etc-hosts. The root is configurable,
// the layout below it is not (pkg/kubelet/config/defaults.go). A whole pod directory is no volume.
bool kubelet_makes(const Parts& parts, const Container& container) {
    static constexpr std::array<std::string_view, 4> own = {"volumes", "volume-subpaths", "containers", "etc-hosts"};
    const auto at = find_run(parts, {"pods"});
    if (at == std::string_view::npos || at == 0 || part(parts, at + 1).empty()) return false;
    if (parts[at - 1] != "kubelet") return false;
    if (container.pod && !container.pod->uid.empty() && parts[at + 1] != container.pod->uid) return false;
    const auto kind = part(parts, at + 2);
    if (std::find(own.begin(), own.end(), kind) == own.end()) return false;
    return kind == "etc-hosts" || parts.size() > at + 3;
}

// <containerd>/io.containerd.grpc.v1.cri/{sandboxes/<id>/<file>,containers/<id>/volumes/...}
bool containerd_makes(const Parts& parts) {
    const auto at = std::min(find_run(parts, {"io.containerd.grpc.v1.cri", "sandboxes"}),
                             find_run(parts, {"io.containerd.grpc.v1.cri", "containers"}));
    return at != std::string_view::npos && parts.size() > at + 3;
}

// <data>/containers/<id>/{hostname,hosts,resolv.conf,mounts/shm} of this container, and named volumes.
bool docker_makes(const Parts& parts, const Container& container) {
    const auto files = find_run(parts, {"docker", "containers"});
    if (files != std::string_view::npos && parts.size() > files + 3) {
        return part(parts, files + 2) == container.id || container.id.empty();
    }
    const auto volumes = find_run(parts, {"docker", "volumes"});
    return volumes != std::string_view::npos && part(parts, volumes + 3) == "_data";
}

}  // namespace

bool is_managed(const Mount& mount, const Container& container) {
    if (mount.source.empty()) return false;
    const auto parts = parts_of(mount.source, "/");
    return kubelet_makes(parts, container) || containerd_makes(parts) || docker_makes(parts, container);
}

}  // namespace overboard::enrich
