// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "enrich/managed_mounts.h"
#include "enrich/runtimes/runtime.h"

namespace overboard::enrich {

std::span<const Runtime* const> runtimes() {
    static constexpr std::array<const Runtime*, 5> all = {&docker, &containerd, &podman, &crio, &runc};
    return all;
}

void describe(const Bundle& bundle, const HostFiles& files, Container& out) {
    out.bundle = bundle.directory;
    out.identified = true;
    out.privileged = bundle.privileged;
    out.capabilities = bundle.capabilities;
    out.namespaces = bundle.namespaces;
    out.mounts = bundle.mounts;
    out.seccomp = bundle.seccomp;
    out.no_new_privileges = bundle.no_new_privileges;
    for (const Runtime* runtime : runtimes()) {
        if (!runtime->made(bundle)) continue;
        out.runtime = runtime->name;
        runtime->describe(bundle, files, out);
        break;
    }
    for (auto& mount : out.mounts) mount.managed = is_managed(mount, out);
}

void set_image(const std::string& reference, Container& out) {
    const auto at = reference.find('@');
    out.image = reference.substr(0, at);
    out.image_digest = at == reference.npos ? std::string() : reference.substr(at + 1);
}

}  // namespace overboard::enrich
