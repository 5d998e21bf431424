// SPDX-License-Identifier: Apache-2.0
// container* and k8s.*: which container and pod it happened in.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

// "registry:5000/app/web:1.4@sha256:..." -> repository "registry:5000/app/web", tag "1.4".
struct Image {
    std::string_view repository, tag;
};

Image split(std::string_view name) {
    name = name.substr(0, name.find('@'));
    const auto colon = name.rfind(':');
    const auto slash = name.rfind('/');
    if (colon == name.npos || (slash != name.npos && colon < slash)) return {name, {}};
    return {name.substr(0, colon), name.substr(colon + 1)};
}

using Read = std::string_view (*)(const enrich::Container&);

template <Read read>
Value of_container(Context& c, int) {
    return c.seen.container ? known(read(*c.seen.container)) : Value{};
}

template <Read read>
Value of_pod(Context& c, int) {
    return c.seen.container && c.seen.container->pod ? known(read(*c.seen.container)) : Value{};
}

Value pod_label(Context& c, std::string_view name) {
    if (!c.seen.container || !c.seen.container->pod) return {};
    const auto& labels = c.seen.container->pod->labels;
    const auto found = labels.find(std::string{name});
    return found == labels.end() ? Value{} : Value{std::string_view{found->second}};
}

Value pod_labels(Context& c, int) {
    if (!c.seen.container || !c.seen.container->pod || c.seen.container->pod->labels.empty()) return {};
    c.scratch.clear();
    for (const auto& [name, value] : c.seen.container->pod->labels)
        c.scratch.append(c.scratch.empty() ? "" : ", ").append(name).append(1, ':').append(value);
    return std::string_view{c.scratch};
}

Value id(Context& c, int) {
    if (c.seen.container) return known(c.seen.container->id);
    return task(c).in_container() ? Value{} : Value{std::string_view{"host"}};
}

Value privileged(Context& c, int) {
    return c.seen.container && c.seen.container->privileged ? Value{*c.seen.container->privileged} : Value{};
}

// Namespaces are only known from a bundle: without one, the answer is absent.
template <char first>
Value shares_host(Context& c, int) {
    if (!c.seen.container || !c.seen.container->identified) return {};
    const auto& own = c.seen.container->namespaces;
    return std::none_of(own.begin(), own.end(), [](const std::string& n) { return !n.empty() && n[0] == first; });
}

std::int64_t age(const Context& c) {
    const std::uint64_t from = c.seen.container->started_ns, now = c.seen.event->record->time_ns;
    return now > from ? static_cast<std::int64_t>(now - from) : 0;
}

Value duration(Context& c, int) { return c.seen.container && c.seen.container->started_ns ? number(age(c)) : Value{}; }

Value start_ts(Context& c, int) {
    return c.seen.container && c.seen.container->started_ns ? number(c.seen.wall_ns - age(c)) : Value{};
}

constexpr Field kRows[] = {
    {"container", Type::boolean, "It happened in a container whose set-up is over, not on the host.",
     [](Context& c, int) -> Value { return task(c).in_container(); }},
    {"container.id", Type::text, "The container's full id; 'host' on the host.", id},
    {"container.name", Type::text, "The container's name.",
     of_container<[](const enrich::Container& k) -> std::string_view { return k.name; }>},
    {"container.image", Type::text, "The image as the runtime names it.",
     of_container<[](const enrich::Container& k) -> std::string_view { return k.image; }>},
    {"container.image.repository", Type::text, "The image without tag and digest.",
     of_container<[](const enrich::Container& k) { return split(k.image).repository; }>},
    {"container.image.tag", Type::text, "The image's tag; absent when it has none.",
     of_container<[](const enrich::Container& k) { return split(k.image).tag; }>},
    {"container.image.digest", Type::text, "The image's digest, where the bundle gives one.",
     of_container<[](const enrich::Container& k) -> std::string_view { return k.image_digest; }>},
    {"container.type", Type::text, "The runtime: containerd, docker, cri-o, podman, runc.",
     of_container<[](const enrich::Container& k) -> std::string_view { return k.runtime; }>},
    {"container.privileged", Type::boolean,
     "It can do what the host's root can, computed from capabilities, devices and masked paths.", privileged},
    {"container.host_network", Type::boolean, "It shares the host's network namespace; absent when unknown.",
     shares_host<'n'>},
    {"container.host_pid", Type::boolean, "It shares the host's pid namespace; absent when unknown.", shares_host<'p'>},
    {"container.nested_id", Type::text, "An inner container's id, as a cgroup made from inside claims it.",
     of_container<[](const enrich::Container& k) -> std::string_view { return k.nested_id; }>, false, true},
    {"container.duration", Type::number, "Nanoseconds since its first process was born.", duration},
    {"container.start_ts", Type::number, "When its first process was born, nanoseconds since 1970.", start_ts},
    {"k8s.ns.name", Type::text, "The pod's namespace.",
     of_pod<[](const enrich::Container& k) -> std::string_view { return k.pod->ns; }>},
    {"k8s.pod.name", Type::text, "The pod's name.",
     of_pod<[](const enrich::Container& k) -> std::string_view { return k.pod->name; }>},
    {"k8s.pod.label", Type::text,
     "The pod's label [NAME], where the runtime writes labels to disk: CRI-O does, containerd and Docker do not.",
     [](Context&, int) { return Value{}; }, false, false, ~std::uint64_t{0}, pod_label},
    {"k8s.pod.labels", Type::text, "The pod's labels, name:value, joined by ', '; absent where k8s.pod.label is.",
     pod_labels},
    {"k8s.pod.uid", Type::text, "The pod's uid.",
     of_pod<[](const enrich::Container& k) -> std::string_view { return k.pod->uid; }>},
};

}  // namespace

Rows identity_rows() { return kRows; }

}  // namespace overboard::fields
