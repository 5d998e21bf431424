// SPDX-License-Identifier: Apache-2.0
// Docker: containerd's bundle in the namespace "moby", name and image in the daemon's own file.
#include "base/file.h"
#include "enrich/json.h"
#include "enrich/path.h"
#include "enrich/runtimes/runtime.h"

namespace overboard::enrich {
namespace {

constexpr std::size_t max_state_bytes = 1 << 20;

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

void describe_docker(const Bundle& bundle, const std::string& host_root, Container& out) {
    const auto id = basename(bundle.directory);
    const auto text = base::read_file(host_root + state_file(bundle, id), max_state_bytes);
    if (!text) return;
    const auto state = json::parse(*text);
    if (state.is_discarded()) return;
    const auto name = json::text_of(state, "Name");
    out.name = name.starts_with('/') ? name.substr(1) : name;
    set_image(json::text_of(json::member(state, "Config"), "Image"), out);
    if (out.image_digest.empty()) out.image_digest = json::text_of(state, "Image");  // the image's own id
}

}  // namespace

const Runtime docker = {"docker", made, describe_docker};

}  // namespace overboard::enrich
