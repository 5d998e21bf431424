// SPDX-License-Identifier: Apache-2.0
// Podman: name and image stand in the list of its storage, not in the bundle, which else looks like CRI-O's.
#include "enrich/path.h"
#include "enrich/runtimes/runtime.h"

namespace overboard::enrich {
namespace {

bool made(const Bundle& bundle) { return bundle.annotation("io.container.manager") == "libpod"; }

// A bundle is <storage>/overlay-containers/<id>/userdata. Podman's pods are not Kubernetes': none is named, rather than
// one that no cluster knows.
void describe_podman(const Bundle& bundle, const HostFiles& files, Container& out) {
    const auto container = dirname(bundle.directory);
    const auto names = files.podman_state(std::string(dirname(container)), std::string(basename(container)));
    if (!names) return;
    out.name = names->name;
    set_image(names->image, out);
}

}  // namespace

const Runtime podman = {"podman", made, describe_podman};

}  // namespace overboard::enrich
