// SPDX-License-Identifier: Apache-2.0
#include "enrich/host_class.h"

#include <algorithm>
#include <iterator>

#include "enrich/path.h"
#include "enrich/runtime_sockets.h"

namespace overboard::enrich {
namespace {

enum class Match : std::uint8_t {
    is,      // this path
    within,  // this path and all below it
    starts,  // any path that begins with these bytes
    holds,   // these whole components, anywhere in the path
};

struct Row {
    HostClass cls;
    Match match;
    std::string_view text;
};

// The first row that matches decides: particular ones stand before the directories that hold them.
constexpr Row table[] = {
    {HostClass::root, Match::is, "/"},
    // Secrets of other pods; a pod's own are managed mounts.
    {HostClass::credentials, Match::holds, "/volumes/kubernetes.io~secret"},
    {HostClass::credentials, Match::holds, "/volumes/kubernetes.io~projected"},
    {HostClass::log, Match::within, "/var/log"},
    {HostClass::ssh, Match::within, "/etc/ssh"},
    {HostClass::ssh, Match::holds, "/.ssh"},
    {HostClass::credentials, Match::starts, "/etc/passwd"},
    {HostClass::credentials, Match::starts, "/etc/group"},
    {HostClass::credentials, Match::starts, "/etc/shadow"},
    {HostClass::credentials, Match::starts, "/etc/gshadow"},
    {HostClass::credentials, Match::starts, "/etc/subuid"},
    {HostClass::credentials, Match::starts, "/etc/krb5.keytab"},
    {HostClass::credentials, Match::within, "/etc/ssl/private"},
    {HostClass::credentials, Match::within, "/etc/pki/tls/private"},
    {HostClass::credentials, Match::within, "/etc/letsencrypt"},
    {HostClass::credentials, Match::holds, "/.aws"},
    {HostClass::credentials, Match::holds, "/.azure"},
    {HostClass::credentials, Match::holds, "/.config/gcloud"},
    {HostClass::credentials, Match::holds, "/.docker/config.json"},
    {HostClass::credentials, Match::holds, "/.gnupg"},
    {HostClass::credentials, Match::holds, "/.kube"},
    {HostClass::credentials, Match::holds, "/.netrc"},
    {HostClass::credentials, Match::holds, "/.git-credentials"},
    {HostClass::cron, Match::starts, "/etc/cron"},
    {HostClass::cron, Match::is, "/etc/anacrontab"},
    {HostClass::cron, Match::within, "/var/spool/cron"},
    {HostClass::cron, Match::within, "/var/spool/at"},
    {HostClass::sudoers, Match::starts, "/etc/sudoers"},
    {HostClass::sudoers, Match::is, "/etc/doas.conf"},
    {HostClass::sudoers, Match::within, "/etc/pam.d"},
    {HostClass::sudoers, Match::within, "/etc/polkit-1"},
    {HostClass::preload, Match::starts, "/etc/ld.so."},
    {HostClass::systemd, Match::within, "/etc/systemd"},
    {HostClass::systemd, Match::within, "/lib/systemd"},
    {HostClass::systemd, Match::within, "/usr/lib/systemd"},
    {HostClass::systemd, Match::within, "/usr/local/lib/systemd"},
    {HostClass::systemd, Match::within, "/run/systemd"},
    {HostClass::systemd, Match::holds, "/.config/systemd"},
    {HostClass::systemd, Match::within, "/etc/init.d"},
    {HostClass::systemd, Match::starts, "/etc/rc"},
    {HostClass::systemd, Match::is, "/etc/inittab"},
    {HostClass::systemd, Match::within, "/etc/udev"},
    {HostClass::systemd, Match::within, "/etc/profile.d"},
    {HostClass::systemd, Match::within, "/etc/modprobe.d"},
    {HostClass::systemd, Match::within, "/etc/modules-load.d"},
    {HostClass::cni, Match::within, "/etc/cni"},
    {HostClass::cni, Match::within, "/opt/cni"},
    {HostClass::cni, Match::within, "/var/lib/cni"},
    {HostClass::cni, Match::within, "/var/lib/rancher/k3s/agent/etc/cni"},
    {HostClass::runtime_config, Match::within, "/var/lib/rancher/k3s/agent/containerd"},
    {HostClass::runtime_config, Match::within, "/var/lib/rancher/k3s/agent/etc/containerd"},
    {HostClass::kubelet, Match::within, "/etc/kubernetes"},
    {HostClass::kubelet, Match::within, "/var/lib/kubelet"},
    {HostClass::kubelet, Match::within, "/var/lib/etcd"},
    {HostClass::kubelet, Match::within, "/var/lib/k0s"},
    {HostClass::kubelet, Match::within, "/etc/rancher"},
    {HostClass::kubelet, Match::within, "/var/lib/rancher"},
    {HostClass::kubelet, Match::within, "/var/snap/microk8s"},
    {HostClass::runtime_config, Match::within, "/etc/docker"},
    {HostClass::runtime_config, Match::within, "/etc/containerd"},
    {HostClass::runtime_config, Match::within, "/etc/containers"},
    {HostClass::runtime_config, Match::within, "/etc/crio"},
    {HostClass::runtime_config, Match::is, "/etc/crictl.yaml"},
    {HostClass::runtime_config, Match::within, "/etc/cdi"},
    {HostClass::runtime_config, Match::within, "/usr/share/containers"},
    {HostClass::runtime_config, Match::within, "/usr/libexec/oci"},
    {HostClass::runtime_config, Match::within, "/var/lib/docker"},
    {HostClass::runtime_config, Match::within, "/var/lib/containerd"},
    {HostClass::runtime_config, Match::within, "/var/lib/containers"},
    {HostClass::runtime_config, Match::within, "/run/containerd"},
    {HostClass::runtime_config, Match::within, "/run/docker"},
    {HostClass::runtime_config, Match::within, "/run/runc"},
    {HostClass::runtime_config, Match::within, "/run/crio"},
    {HostClass::runtime_config, Match::within, "/run/k3s"},
    {HostClass::proc, Match::within, "/proc"},
    {HostClass::device, Match::within, "/dev"},
    {HostClass::root, Match::within, "/root"},
    {HostClass::root, Match::within, "/boot"},
};

bool holds(std::string_view path, std::string_view components) {
    for (auto at = path.find(components); at != path.npos; at = path.find(components, at + 1)) {
        const auto end = at + components.size();
        if (end == path.size() || path[end] == '/') return true;
    }
    return false;
}

bool matches(const Row& row, std::string_view path) {
    switch (row.match) {
        case Match::is:
            return path == row.text;
        case Match::within:
            return beneath(path, row.text);
        case Match::starts:
            return path.starts_with(row.text);
        case Match::holds:
            return holds(path, row.text);
    }
    return false;
}

}  // namespace

HostClass classify(std::string_view path) {
    if (path.empty()) return HostClass::none;
    if (!runtime_of_socket(path).empty()) return HostClass::runtime_socket;
    const auto row = std::find_if(std::begin(table), std::end(table), [&](const Row& r) { return matches(r, path); });
    return row == std::end(table) ? HostClass::other : row->cls;
}

}  // namespace overboard::enrich
