// SPDX-License-Identifier: Apache-2.0
// The host's mounts, the classes of its paths, its runtimes' sockets and the kinds of servers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "enrich/host_class.h"
#include "enrich/host_mounts.h"
#include "enrich/managed_mounts.h"
#include "enrich/resolve.h"
#include "enrich/runtime_sockets.h"
#include "enrich/server_kind.h"
#include "fixture.h"

namespace overboard::enrich {
namespace {

using testing::ElementsAre, testing::IsEmpty;

constexpr std::uint32_t device(std::uint32_t major, std::uint32_t minor) { return major << 20 | minor; }

TEST(HostMounts, TheShortestMountpointNamesAFile) {
    const auto mounts = HostMounts::parse(
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "30 22 8:1 /srv/data /var/jail/data rw shared:1 - ext4 /dev/sda1 rw\n"
        "31 22 8:2 / /home rw master:3 propagate_from:2 - ext4 /dev/sda2 rw\n");
    EXPECT_THAT(mounts.paths(device(8, 1), "/etc/shadow"), ElementsAre("/etc/shadow"));
    EXPECT_THAT(mounts.paths(device(8, 1), "/srv/data/x"), ElementsAre("/srv/data/x", "/var/jail/data/x"));
    EXPECT_THAT(mounts.paths(device(8, 1), "/srv/database"), ElementsAre("/srv/database"));
    EXPECT_THAT(mounts.paths(device(8, 2), "/"), ElementsAre("/home"));
    EXPECT_THAT(mounts.paths(device(8, 3), "/x"), IsEmpty());
    EXPECT_TRUE(mounts.knows(device(8, 2)));
    EXPECT_FALSE(mounts.knows(device(8, 3)));
}

TEST(HostMounts, SubvolumesAreNamedByTheirMount) {
    const auto mounts = HostMounts::parse(
        "22 1 0:30 /@ / rw - btrfs /dev/sda1 rw\n23 22 0:30 /@home /home rw - btrfs /dev/sda1 rw\n"
        "24 22 0:30 / /mnt/whole/disk rw - btrfs /dev/sda1 rw\n");
    EXPECT_THAT(mounts.paths(device(0, 30), "/@home/u/.ssh/id"),
                ElementsAre("/home/u/.ssh/id", "/mnt/whole/disk/@home/u/.ssh/id"));
    EXPECT_EQ(mounts.paths(device(0, 30), "/@/etc/passwd").front(), "/etc/passwd");
}

TEST(HostMounts, ContainersRootsComeLast) {
    const auto mounts = HostMounts::parse(
        "50 22 0:60 / /r/rootfs rw - overlay overlay rw\n51 22 0:60 / /var/lib/other/view rw - overlay overlay rw\n");
    EXPECT_THAT(mounts.paths(device(0, 60), "/a"), ElementsAre("/var/lib/other/view/a", "/r/rootfs/a"));
}

TEST(HostMounts, OddEscapesAndBrokenLines) {
    const auto mounts = HostMounts::parse(
        "22 1 8:1 / /with\\040space\\011tab\\134back\\012line rw - ext4 /dev/a rw\n"
        "23 1 8:2 /a\\040b / rw - ext4 /dev/b rw\n"
        "broken\n24 1 nonsense / / rw - x y z\n25 1 8:x / / rw - x y z\n26 1 8:5 relative / rw - x y z\n"
        "27 1 8:6 / /ends\\04 rw - ext4 /dev/c rw\n\n");
    EXPECT_THAT(mounts.paths(device(8, 1), "/f"), ElementsAre("/with space\ttab\\back\nline/f"));
    EXPECT_THAT(mounts.paths(device(8, 2), "/a b/f"), ElementsAre("/f"));
    EXPECT_THAT(mounts.paths(device(8, 6), "/f"), ElementsAre("/ends\\04/f"));
    EXPECT_FALSE(mounts.knows(device(8, 5)));
    EXPECT_THAT(HostMounts::parse("").paths(1, "/"), IsEmpty());
}

TEST(HostMounts, ThousandsOfMountsOfOneDiskStayCheapAndBounded) {
    std::string text = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
    for (int i = 0; i < 20000; ++i) text += "9 22 8:1 /v /mnt/pods/" + std::to_string(i) + " rw - ext4 /dev/sda1 rw\n";
    const auto mounts = HostMounts::parse(text);
    EXPECT_EQ(mounts.paths(device(8, 1), "/v/file").size(), 8u);
    EXPECT_EQ(mounts.paths(device(8, 1), "/v/file").front(), "/v/file");
}

struct Class {
    const char* path;
    HostClass cls;
};
class Classes : public testing::TestWithParam<Class> {};
TEST_P(Classes, OfAHostPath) { EXPECT_EQ(classify(GetParam().path), GetParam().cls) << GetParam().path; }
INSTANTIATE_TEST_SUITE_P(
    Table, Classes,
    testing::Values(
        Class{"", HostClass::none}, Class{"/etc/shadow", HostClass::credentials},
        Class{"/etc/shadow-", HostClass::credentials}, Class{"/etc/passwd", HostClass::credentials},
        Class{"/home/u/.aws/credentials", HostClass::credentials}, Class{"/root/.kube/config", HostClass::credentials},
        Class{"/var/lib/kubelet/pods/x/volumes/kubernetes.io~projected/t/token", HostClass::credentials},
        Class{"/etc/crontab", HostClass::cron}, Class{"/etc/cron.d/x", HostClass::cron},
        Class{"/var/spool/cron/crontabs/root", HostClass::cron}, Class{"/root/.ssh/authorized_keys", HostClass::ssh},
        Class{"/home/u/.ssh/id_ed25519", HostClass::ssh}, Class{"/etc/ssh/sshd_config", HostClass::ssh},
        Class{"/etc/sudoers", HostClass::sudoers}, Class{"/etc/sudoers.d/x", HostClass::sudoers},
        Class{"/etc/systemd/system/x.service", HostClass::systemd}, Class{"/lib/systemd/system/x", HostClass::systemd},
        Class{"/etc/rc.local", HostClass::systemd}, Class{"/etc/ld.so.preload", HostClass::preload},
        Class{"/etc/kubernetes/manifests/x.yaml", HostClass::kubelet},
        Class{"/var/lib/kubelet/config.yaml", HostClass::kubelet},
        Class{"/var/lib/kubelet/pki/kubelet.key", HostClass::kubelet}, Class{"/etc/cni/net.d/10.conf", HostClass::cni},
        Class{"/opt/cni/bin/bridge", HostClass::cni}, Class{"/etc/docker/daemon.json", HostClass::runtime_config},
        Class{"/var/lib/containerd/x", HostClass::runtime_config},
        Class{"/run/runc/x/state.json", HostClass::runtime_config},
        Class{"/run/docker.sock", HostClass::runtime_socket}, Class{"/var/run/docker.sock", HostClass::runtime_socket},
        Class{"/run/containerd/s/0123", HostClass::runtime_socket},
        Class{"/run/k3s/containerd/containerd.sock", HostClass::runtime_socket},
        Class{"/var/log/syslog", HostClass::log}, Class{"/proc/sys/kernel/core_pattern", HostClass::proc},
        Class{"/dev/sda", HostClass::device}, Class{"/", HostClass::root}, Class{"/root/.bashrc", HostClass::root},
        Class{"/boot/vmlinuz", HostClass::root}, Class{"/srv/data", HostClass::other},
        Class{"/etcetera/shadow", HostClass::other}, Class{"/procs/x", HostClass::other},
        Class{"/srv/.sshx/y", HostClass::other}, Class{"/run/app/app.sock", HostClass::other}));

TEST(RuntimeSockets, ByPlaceByNameAndByListener) {
    EXPECT_EQ(runtime_of_socket("/run/docker.sock"), "docker");
    EXPECT_EQ(runtime_of_socket("/var/run/crio/crio.sock"), "cri-o");
    EXPECT_EQ(runtime_of_socket("/run/user/1000/podman/podman.sock"), "podman");
    EXPECT_EQ(runtime_of_socket("/run/buildkit/buildkitd.sock"), "buildkit");
    EXPECT_EQ(runtime_of_socket("/run/cri-dockerd.sock"), "cri-dockerd");
    EXPECT_EQ(runtime_of_socket("/run/containerd/containerd.sock.ttrpc"), "containerd");
    EXPECT_EQ(runtime_of_socket("/srv/engine/docker.sock"), "");
    EXPECT_EQ(runtime_of_socket_name("/srv/engine/docker.sock"), "docker");
    EXPECT_EQ(runtime_of_socket("/run/mysqld/mysqld.sock"), "");
    EXPECT_EQ(runtime_of_socket(""), "");
    EXPECT_EQ(runtime_of_exe("/usr/bin/dockerd"), "docker");
    EXPECT_EQ(runtime_of_exe("/x/containerd-shim-runc-v2"), "containerd");
    EXPECT_EQ(runtime_of_exe("/usr/bin/python3.11"), "");
    EXPECT_EQ(runtime_of_exe(""), "");
}

TEST(ServerKind, ByNameAndVersion) {
    EXPECT_EQ(server_kind("/usr/bin/ruby3.1"), "web");
    EXPECT_EQ(server_kind(""), "web");
    EXPECT_EQ(server_kind("/usr/sbin/sshd"), "ssh");
    EXPECT_EQ(server_kind("/usr/lib/postgresql/15/bin/postgres"), "database");
    EXPECT_EQ(server_kind("/usr/sbin/mysqld-8.0"), "database");
    EXPECT_EQ(server_kind("/usr/bin/postgrest"), "web");
    EXPECT_EQ(server_kind("/usr/bin/gitlab-runner"), "ci");
    EXPECT_EQ(server_kind("/usr/bin/dockerd"), "runtime");
}

struct Source {
    const char* path;
    bool managed;
};
class Managed : public testing::TestWithParam<Source> {};
TEST_P(Managed, BySource) {
    Container container;
    container.id = test::id_a;
    container.pod = Pod{"web", "prod", test::pod_uid};
    std::string path = GetParam().path;
    const auto fill = [&](const std::string& mark, const std::string& by) {
        if (const auto at = path.find(mark); at != path.npos) path.replace(at, mark.size(), by);
    };
    fill("UID", test::pod_uid), fill("ID", test::id_a);
    EXPECT_EQ(is_managed({path, "/x", "bind"}, container), GetParam().managed) << path;
}
INSTANTIATE_TEST_SUITE_P(
    Sources, Managed,
    testing::Values(Source{"/var/lib/kubelet/pods/UID/volumes/kubernetes.io~configmap/c", true},
                    Source{"/var/lib/kubelet/pods/UID/volumes/kubernetes.io~projected/kube-api-access", true},
                    Source{"/var/lib/kubelet/pods/UID/volume-subpaths/v/app/0", true},
                    Source{"/var/lib/kubelet/pods/UID/containers/app/0f3a", true},
                    Source{"/var/lib/kubelet/pods/UID/etc-hosts", true},
                    Source{"/var/lib/k0s/kubelet/pods/UID/etc-hosts", true},
                    Source{"/var/lib/kubelet/pods/11111111-2222-3333-4444-555555555555/volumes/kubernetes.io~secret/s",
                           false},
                    Source{"/var/lib/kubelet/pods/UID/volumes", false}, Source{"/var/lib/kubelet/pods/UID", false},
                    Source{"/var/lib/kubelet/pods", false}, Source{"/var/lib/kubelet", false},
                    Source{"/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/abc/resolv.conf", true},
                    Source{"/run/containerd/io.containerd.grpc.v1.cri/sandboxes/abc/shm", true},
                    Source{"/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes", false},
                    Source{"/var/lib/docker/containers/ID/hosts", true}, Source{"/var/lib/docker/containers/ID", false},
                    Source{"/var/lib/docker/containers/bbbb/hosts", false},
                    Source{"/var/lib/docker/volumes/v/_data", true}, Source{"/var/lib/docker/volumes", false},
                    Source{"/var/lib/docker", false}, Source{"/etc", false}, Source{"/", false}, Source{"", false}));

TEST(ResolveLinks, FollowsTheHostsLinksBelowItsRoot) {
    test::FakeHost host;
    host.write("/run/docker.sock", "");
    host.link("/var/run", "/run");
    host.link("/srv/up", "../var/run");
    host.link("/loop", "loop");
    EXPECT_EQ(resolve_links(host.root(), "/var/run/docker.sock"), "/run/docker.sock");
    EXPECT_EQ(resolve_links(host.root(), "/srv/up/docker.sock"), "/run/docker.sock");
    EXPECT_EQ(resolve_links(host.root(), "/absent/x/../y"), "/absent/y");
    EXPECT_EQ(resolve_links(host.root(), "/loop/x"), "/loop/x");
}

}  // namespace
}  // namespace overboard::enrich
