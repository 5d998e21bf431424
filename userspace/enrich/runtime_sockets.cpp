// SPDX-License-Identifier: Apache-2.0
#include "enrich/runtime_sockets.h"

#include <array>

#include "enrich/path.h"

namespace overboard::enrich {
namespace {

struct Name {
    std::string_view name, runtime;
};

constexpr std::array<Name, 13> socket_names = {{{"docker.sock", "docker"},
                                                {"docker-raw.sock", "docker"},
                                                {"dockershim.sock", "docker"},
                                                {"cri-dockerd.sock", "cri-dockerd"},
                                                {"containerd.sock", "containerd"},
                                                {"containerd.sock.ttrpc", "containerd"},
                                                {"containerd-debug.sock", "containerd"},
                                                {"docker-containerd.sock", "containerd"},
                                                {"crio.sock", "cri-o"},
                                                {"podman.sock", "podman"},
                                                {"buildkitd.sock", "buildkit"},
                                                {"frakti.sock", "frakti"},
                                                {"rktlet.sock", "rkt"}}};

// Directories all of whose sockets are a runtime's: the shims' are named by a hash.
constexpr std::array<Name, 4> socket_directories = {{{"/run/containerd", "containerd"},
                                                     {"/run/k3s/containerd", "containerd"},
                                                     {"/run/docker", "docker"},
                                                     {"/run/crio", "cri-o"}}};

constexpr std::array<std::string_view, 3> runtime_directories = {"/run", "/var/run", "/var/snap"};

constexpr std::array<Name, 11> daemons = {{{"dockerd", "docker"},
                                           {"docker-proxy", "docker"},
                                           {"dockerd-rootless", "docker"},
                                           {"containerd", "containerd"},
                                           {"containerd-shim", "containerd"},
                                           {"containerd-shim-runc-v1", "containerd"},
                                           {"containerd-shim-runc-v2", "containerd"},
                                           {"crio", "cri-o"},
                                           {"podman", "podman"},
                                           {"buildkitd", "buildkit"},
                                           {"cri-dockerd", "cri-dockerd"}}};

template <std::size_t size>
std::string_view find(const std::array<Name, size>& table, std::string_view name) {
    for (const auto& row : table)
        if (row.name == name) return row.runtime;
    return {};
}

// The shims' sockets: 64 hex digits, or a path ending in ".sock" or ".ttrpc".
bool is_socket_file(std::string_view path) {
    return path.ends_with(".sock") || path.ends_with(".ttrpc") || dirname(path) == "/run/containerd/s" ||
           dirname(path) == "/run/k3s/containerd/s";
}

}  // namespace

std::string_view runtime_of_socket(std::string_view host_path) {
    if (host_path.starts_with("/var/run/")) host_path.remove_prefix(4);
    if (!is_socket_file(host_path)) return {};
    for (const auto directory : runtime_directories)
        if (beneath(host_path, directory))
            if (const auto runtime = find(socket_names, basename(host_path)); !runtime.empty()) return runtime;
    for (const auto& directory : socket_directories)
        if (beneath(host_path, directory.name)) return directory.runtime;
    return {};
}

std::string_view runtime_of_socket_name(std::string_view host_path) { return find(socket_names, basename(host_path)); }

std::string_view runtime_of_exe(std::string_view exe) {
    const auto name = basename(exe);
    if (name.starts_with("containerd-shim")) return "containerd";
    return find(daemons, name);
}

}  // namespace overboard::enrich
