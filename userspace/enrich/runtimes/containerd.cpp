// SPDX-License-Identifier: Apache-2.0
// containerd, under Kubernetes (the CRI plugin annotates its bundles) and plain (ctr, nerdctl).
#include "enrich/path.h"
#include "enrich/runtimes/runtime.h"

namespace overboard::enrich {
namespace {

constexpr std::string_view cri = "io.kubernetes.cri.";  // pkg/cri/annotations, containerd
// Bundles lie in <state>/io.containerd.runtime.v2.task/<namespace>/<id>; the state directory is configurable.
constexpr std::string_view task_directory = "io.containerd.runtime.v";

bool made(const Bundle& bundle) {
    if (dirname(dirname(bundle.directory)).find(task_directory) != std::string_view::npos) return true;
    const auto first = bundle.annotations.lower_bound(std::string(cri));
    return first != bundle.annotations.end() && first->first.starts_with(cri);
}

std::string value(const Bundle& bundle, std::string_view key) {
    return bundle.annotation(std::string(cri).append(key));
}

void describe_containerd(const Bundle& bundle, const HostFiles&, Container& out) {
    out.sandbox = value(bundle, "container-type") == "sandbox";
    out.name = value(bundle, "container-name");
    if (out.name.empty()) out.name = bundle.annotation("nerdctl/name");
    set_image(value(bundle, "image-name"), out);
    Pod pod{value(bundle, "sandbox-name"), value(bundle, "sandbox-namespace"), value(bundle, "sandbox-uid"), {}};
    if (!pod.name.empty()) out.pod = std::move(pod);
}

}  // namespace

const Runtime containerd = {"containerd", made, describe_containerd};

}  // namespace overboard::enrich
