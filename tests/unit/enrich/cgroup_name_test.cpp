// SPDX-License-Identifier: Apache-2.0
#include "enrich/cgroup_name.h"

#include <gtest/gtest.h>

#include "fixture.h"

namespace overboard::enrich {
namespace {

using test::id_a, test::id_b, test::pod_uid;
const std::string slice_uid = "0a1b2c3d_1111_2222_3333_444455556666";

struct Shape {
    std::string what, path, id, pod, runtime;
};

class Names : public testing::TestWithParam<Shape> {};

TEST_P(Names, Parse) {
    const auto& shape = GetParam();
    const auto name = parse_cgroup(shape.path);
    EXPECT_EQ(name.ids.empty() ? "" : name.ids.back(), shape.id);
    EXPECT_EQ(name.pod_uid, shape.pod);
    EXPECT_EQ(name.runtime, shape.runtime);
    EXPECT_FALSE(name.monitor);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, Names,
    testing::Values(
        Shape{"containerd_cgroupfs", "/kubepods/burstable/pod" + pod_uid + "/" + id_a, id_a, pod_uid, ""},
        Shape{"containerd_systemd",
              "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + slice_uid + ".slice/cri-containerd-" +
                  id_a + ".scope",
              id_a, pod_uid, "containerd"},
        Shape{"containerd_systemd_guaranteed",
              "/kubepods.slice/kubepods-pod" + slice_uid + ".slice/cri-containerd-" + id_a + ".scope", id_a, pod_uid,
              "containerd"},
        Shape{"containerd_systemd_unexpanded",
              "/system.slice/containerd.service/kubepods-burstable-pod" + slice_uid + ".slice:cri-containerd:" + id_a,
              id_a, pod_uid, ""},
        Shape{"static_pod", "/kubepods/besteffort/pod0123456789abcdef0123456789abcdef/" + id_a, id_a,
              "0123456789abcdef0123456789abcdef", ""},
        Shape{"crio", "/kubepods.slice/kubepods-pod" + slice_uid + ".slice/crio-" + id_a + ".scope", id_a, pod_uid,
              "cri-o"},
        Shape{"crio_crun", "/kubepods.slice/kubepods-pod" + slice_uid + ".slice/crio-" + id_a + ".scope/container",
              id_a, pod_uid, "cri-o"},
        Shape{"docker_cgroupfs", "/docker/" + id_a, id_a, "", "docker"},
        Shape{"docker_systemd", "/system.slice/docker-" + id_a + ".scope", id_a, "", "docker"},
        Shape{"podman_systemd", "/machine.slice/libpod-" + id_a + ".scope/container", id_a, "", "podman"},
        Shape{"podman_cgroupfs", "/libpod_parent/libpod-" + id_a, id_a, "", "podman"},
        Shape{"k3s", "/kubepods/besteffort/pod" + pod_uid + "/" + id_a, id_a, pod_uid, ""},
        Shape{"ctr", "/default/web", "", "", ""}, Shape{"runc", "/web-free", "", "", ""},
        Shape{"service", "/system.slice/ssh.service", "", "", ""}, Shape{"root", "/", "", "", ""},
        Shape{"empty", "", "", "", ""}, Shape{"short_hex", "/docker/" + std::string(63, 'a'), "", "", ""},
        Shape{"long_hex", "/docker/" + std::string(65, 'a'), "", "", ""},
        Shape{"upper_case", "/docker/" + std::string(64, 'A'), "", "", ""},
        Shape{"not_a_pod", "/podium/pod-x/pods", "", "", ""}),
    [](const auto& shown) { return shown.param.what; });

TEST(CgroupName, NestedRuntimesNameTheOutermostFirst) {
    const auto kind = parse_cgroup("/docker/" + id_a + "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod" +
                                   slice_uid + ".slice/cri-containerd-" + id_b + ".scope");
    EXPECT_EQ(kind.ids, (std::vector<std::string>{id_a, id_b}));
    EXPECT_EQ(kind.pod_uid, pod_uid);
    EXPECT_EQ(kind.runtime, "containerd");
}

TEST(CgroupName, MonitorsAreNoContainers) {
    for (const auto& path :
         {"/machine.slice/libpod-conmon-" + id_a + ".scope", "/system.slice/crio-conmon-" + id_a + ".scope"}) {
        EXPECT_TRUE(parse_cgroup(path).monitor) << path;
        EXPECT_TRUE(parse_cgroup(path).ids.empty()) << path;
    }
}

TEST(CgroupOf, GivesThePathBelowTheHierarchy) {
    EXPECT_EQ(cgroup_of("/kubepods/pod1/x"), "/kubepods/pod1/x");
    EXPECT_EQ(cgroup_of("kubepods-burstable-podA.slice:cri-containerd:abc"),
              "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podA.slice/cri-containerd-abc.scope");
    EXPECT_EQ(cgroup_of("system.slice:docker:abc"), "/system.slice/docker-abc.scope");
    EXPECT_EQ(cgroup_of(":runc:abc"), "/system.slice/runc-abc.scope");
    EXPECT_EQ(cgroup_of("-.slice:x:y"), "/x-y.scope");
    EXPECT_EQ(cgroup_of("user.slice:x:y.slice"), "/user.slice/y.slice");
    EXPECT_EQ(cgroup_of("relative/path"), "relative/path");
    EXPECT_EQ(cgroup_of(""), "");
}

}  // namespace
}  // namespace overboard::enrich
