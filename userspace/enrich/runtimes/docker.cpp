// SPDX-License-Identifier: Apache-2.0
// Docker: containerd's bundle in the namespace "moby", name and image in the daemon's own file.
#include "enrich/path.h"
#include "enrich/runtimes/runtime.h"

namespace overboard::enrich {
namespace {

bool made(const Bundle& bundle) {
    return basename(dirname(bundle.directory)) == "moby" &&
           bundle.directory.find("io.containerd.runtime.v") != std::string::npos;
}

// The daemon's data directory is configurable. The runtime's own bind mounts (hostname, hosts, resolv.conf) come
// from <data>/containers/<id>/, so the bundle names it.
std::string state_file(const Bundle& bundle, std::string_view id) {
    for (const auto& mount : bundle.mounts) {
        const auto directory = dirname(mount.source);
        if (mount.destination == "/etc/hostname" && basename(directory) == id) return join(directory, "config.v2.json");
    }
    return join(join("/var/lib/docker/containers", id), "config.v2.json");
}

void describe_docker(const Bundle& bundle, const HostFiles& files, Container& out) {
    const auto state = files.docker_state(state_file(bundle, basename(bundle.directory)));
    if (!state) return;
    out.name = state->name.starts_with('/') ? state->name.substr(1) : state->name;
    set_image(state->image, out);  // the daemon's id of it is no digest that a registry knows
}

}  // namespace

const Runtime docker = {"docker", made, describe_docker};

}  // namespace overboard::enrich
