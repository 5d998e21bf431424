// SPDX-License-Identifier: Apache-2.0
// CRI-O: everything stands in the annotations of its bundles, the pod's labels in those of the sandbox's.
#include <algorithm>

#include "enrich/json.h"
#include "enrich/path.h"
#include "enrich/runtimes/runtime.h"

namespace overboard::enrich {
namespace {

constexpr std::string_view prefix = "io.kubernetes.cri-o.";  // pkg/annotations, cri-o
constexpr std::string_view kubelet = "io.kubernetes.";  // pkg/kubelet/types/labels.go: its own, no label of the pod
// What Kubernetes lets a label be (validation.go): a prefix of 253 bytes, "/", a name of 63; a value of 63.
constexpr std::size_t max_labels = 256, max_key = 253 + 1 + 63, max_value = 63;

bool made(const Bundle& bundle) {
    const auto first = bundle.annotations.lower_bound(std::string(prefix));
    return first != bundle.annotations.end() && first->first.starts_with(prefix);
}

std::string value(const Bundle& bundle, std::string_view key) {
    return bundle.annotation(std::string(prefix).append(key));
}

std::string of_kubelet(const Bundle& bundle, std::string_view key) {
    return bundle.annotation(std::string(kubelet).append(key));
}

Labels labels_of(const Bundle& sandbox) {
    Labels out;
    const auto object = json::parse(sandbox.annotation(std::string(labels_annotation)));
    if (!object.is_object()) return out;
    for (const auto& [key, value] : object.items()) {
        const auto& text = json::text(value);
        const bool fits = value.is_string() && key.size() <= max_key && text.size() <= max_value;
        if (fits && !key.starts_with(kubelet) && out.size() < max_labels) out[key] = text;
    }
    return out;
}

bool is_id(std::string_view text) {
    const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return text.size() == 64 && std::all_of(text.begin(), text.end(), hex);
}

// A bundle is <storage>/overlay-containers/<id>/userdata; the sandbox's stays there as long as its pod does, also where
// no process of it runs (drop_infra_ctr).
Labels labels_of_pod(const Bundle& bundle, const HostFiles& files, bool sandbox) {
    if (sandbox) return labels_of(bundle);
    const auto id = value(bundle, "SandboxID");
    if (!is_id(id)) return {};
    const auto found = files.bundle(join(join(dirname(dirname(bundle.directory)), id), basename(bundle.directory)));
    return found.bundle ? labels_of(*found.bundle) : Labels{};
}

void describe_crio(const Bundle& bundle, const HostFiles& files, Container& out) {
    out.sandbox = value(bundle, "ContainerType") == "sandbox";
    out.name = of_kubelet(bundle, "container.name");
    set_image(value(bundle, "ImageName"), out);
    const auto reference = value(bundle, "ImageRef");  // the id alone, where the image was not pulled by digest
    if (const auto at = reference.find('@'); at != reference.npos) out.image_digest = reference.substr(at + 1);
    Pod pod{of_kubelet(bundle, "pod.name"), of_kubelet(bundle, "pod.namespace"), of_kubelet(bundle, "pod.uid"), {}};
    if (pod.name.empty()) return;
    pod.labels = labels_of_pod(bundle, files, out.sandbox);
    out.pod = std::move(pod);
}

}  // namespace

const Runtime crio = {"cri-o", made, describe_crio};

}  // namespace overboard::enrich
