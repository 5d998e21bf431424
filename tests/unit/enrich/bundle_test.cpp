// SPDX-License-Identifier: Apache-2.0
#include "enrich/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "enrich/runtimes/runtime.h"
#include "fixture.h"

namespace overboard::enrich {
namespace {

using testing::ElementsAre, testing::HasSubstr;

TEST(Bundle, ReadsWhatMatters) {
    const auto bundle = parse_bundle(test::cri_config("/kubepods/x"));
    ASSERT_TRUE(bundle.has_value());
    EXPECT_EQ(bundle->cgroups_path, "/kubepods/x");
    EXPECT_EQ(bundle->hostname, "web-1");
    EXPECT_THAT(bundle->capabilities, ElementsAre("CAP_CHOWN", "CAP_KILL"));
    EXPECT_THAT(bundle->namespaces, ElementsAre("pid", "mount", "network"));
    EXPECT_TRUE(bundle->no_new_privileges);
    EXPECT_FALSE(bundle->privileged);
    EXPECT_EQ(bundle->seccomp, "profile");
    ASSERT_EQ(bundle->mounts.size(), 3u);
    EXPECT_EQ(bundle->mounts[0].source, "");
    EXPECT_EQ(bundle->mounts[1].source, "/srv/data");
    EXPECT_TRUE(bundle->mounts[1].read_only);
}

struct Bad {
    const char *what, *text, *why;
};
class BadConfig : public testing::TestWithParam<Bad> {};
TEST_P(BadConfig, IsASentenceAndNoCrash) {
    test::FakeHost host;
    host.write("/b/config.json", GetParam().text);
    const auto bundle = read_bundle("/b", host.root());
    ASSERT_FALSE(bundle.has_value());
    EXPECT_THAT(bundle.error().message, HasSubstr("/b/config.json"));
    EXPECT_THAT(bundle.error().message, HasSubstr(GetParam().why));
}
INSTANTIATE_TEST_SUITE_P(Texts, BadConfig,
                         testing::Values(Bad{"empty", "", "empty"}, Bad{"cut", "{\"process\":", "not JSON"},
                                         Bad{"text", "hello", "not JSON"}, Bad{"array", "[1,2]", "no object"},
                                         Bad{"number", "7", "no object"}, Bad{"binary", "\x01\xff\xfe{}", "not JSON"}),
                         [](const auto& shown) { return shown.param.what; });

TEST(Bundle, TooLargeAFileIsRefused) {
    test::FakeHost host;
    host.write("/b/config.json", "{\"a\":\"" + std::string(max_config_bytes, 'x') + "\"}");
    const auto bundle = read_bundle("/b", host.root());
    ASSERT_FALSE(bundle.has_value());
    EXPECT_THAT(bundle.error().message, HasSubstr("/b/config.json"));
}

TEST(Bundle, APipeInItsPlaceDoesNotHang) {
    test::FakeHost host;
    host.write("/b/other", "");
    ASSERT_EQ(mkfifo((host.root() + "/b/config.json").c_str(), 0600), 0);
    EXPECT_FALSE(read_bundle("/b", host.root()).has_value());
}

TEST(Bundle, MembersOfAWrongTypeAreAbsent) {
    const auto bundle = parse_bundle(R"({"process":[],"mounts":{"a":1},"annotations":"x","hostname":7,
        "linux":{"cgroupsPath":[],"namespaces":[1,{"type":{}},"x"],"maskedPaths":7,"seccomp":1,"resources":3}})");
    ASSERT_TRUE(bundle.has_value());
    EXPECT_TRUE(bundle->mounts.empty() && bundle->annotations.empty() && bundle->namespaces.empty());
    EXPECT_EQ(bundle->hostname + bundle->cgroups_path, "");
    EXPECT_EQ(bundle->seccomp, "unconfined");
}

TEST(Bundle, DeepNestingAndControlBytesPass) {
    EXPECT_FALSE(parse_bundle(std::string(1 << 20, '[')).has_value());
    EXPECT_TRUE(parse_bundle("{\"x\":" + std::string(100000, '[') + std::string(100000, ']') + "}").has_value());
    const auto bundle = parse_bundle(R"({"hostname":"a\u0000\u001bb"})");
    ASSERT_TRUE(bundle.has_value());
    EXPECT_EQ(bundle->hostname, std::string("a\0\x1b"
                                            "b",
                                            4));
}

std::string privileged_config(const char* devices, const char* masked) {
    return std::string(R"({"process":{"capabilities":{"bounding":["CAP_SYS_ADMIN","CAP_SYS_MODULE","CAP_SYS_RAWIO"]}},
        "linux":{"resources":{"devices":)") +
           devices + "},\"maskedPaths\":" + masked + "}}";
}

TEST(Bundle, PrivilegedIsComputed) {
    EXPECT_TRUE(parse_bundle(privileged_config(R"([{"allow":true,"access":"rwm"}])", "[]"))->privileged);
    EXPECT_TRUE(parse_bundle(privileged_config(R"([{"allow":false},{"allow":true,"type":"a"}])", "null"))->privileged);
    EXPECT_FALSE(parse_bundle(privileged_config(R"([{"allow":false,"access":"rwm"}])", "[]"))->privileged);
    EXPECT_FALSE(parse_bundle(privileged_config(R"([{"allow":true,"type":"c","major":1}])", "[]"))->privileged);
    EXPECT_FALSE(parse_bundle(privileged_config(R"([{"allow":true}])", R"(["/proc/kcore"])"))->privileged);
}

Container described(Bundle bundle, const std::string& root = "") {
    Container out;
    out.id = bundle.id;
    describe(bundle, HostFiles(root, ""), out);
    return out;
}

TEST(Runtimes, ContainerdUnderKubernetes) {
    auto bundle = *parse_bundle(test::cri_config("/x"));
    bundle.directory = "/run/containerd/io.containerd.runtime.v2.task/k8s.io/" + test::id_a;
    const auto found = described(bundle);
    EXPECT_EQ(found.runtime, "containerd");
    EXPECT_EQ(found.name, "app");
    EXPECT_EQ(found.image, "registry/app:1.4");
    EXPECT_EQ(found.image_digest, "sha256:feed");
    ASSERT_TRUE(found.pod.has_value());
    EXPECT_EQ(found.pod->name + "/" + found.pod->ns + "/" + found.pod->uid, "web-1/prod/" + test::pod_uid);
    EXPECT_FALSE(found.sandbox);
    EXPECT_FALSE(found.mounts[1].managed) << "a hostPath";
    EXPECT_TRUE(found.mounts[2].managed) << "the kubelet's hosts file";
}

TEST(Runtimes, PlainContainerdHasNoImage) {
    Bundle bundle;
    bundle.directory = "/run/containerd/io.containerd.runtime.v2.task/default/web";
    bundle.id = "web";
    const auto found = described(bundle);
    EXPECT_EQ(found.runtime, "containerd");
    EXPECT_EQ(found.image + found.name, "");
    EXPECT_FALSE(found.pod.has_value());
}

TEST(Runtimes, DockerNamesItInItsOwnFile) {
    test::FakeHost host;
    Bundle bundle;
    bundle.directory = "/run/containerd/io.containerd.runtime.v2.task/moby/" + test::id_a;
    bundle.id = test::id_a;
    EXPECT_EQ(described(bundle, host.root()).runtime, "docker");
    EXPECT_EQ(described(bundle, host.root()).name, "") << "nothing to read: nothing known";
    host.write("/var/lib/docker/containers/" + test::id_a + "/config.v2.json",
               R"({"Name":"/web","Image":"sha256:beef","Config":{"Image":"nginx:1.25"}})");
    const auto found = described(bundle, host.root());
    EXPECT_EQ(found.name, "web");
    EXPECT_EQ(found.image, "nginx:1.25");
    EXPECT_EQ(found.image_digest, "") << "the daemon's own id of the image is no digest of it";
}

TEST(Runtimes, PodmanNamesItInTheListOfItsStorage) {
    test::FakeHost host;
    const std::string storage = "/var/lib/containers/storage/overlay-containers";
    Bundle bundle;
    bundle.directory = storage + "/" + test::id_a + "/userdata";
    bundle.id = test::id_a;
    bundle.annotations = {{"io.container.manager", "libpod"}, {"io.kubernetes.cri-o.Created", "2026-11-22T13:18:36Z"}};
    EXPECT_EQ(described(bundle, host.root()).runtime, "podman");
    EXPECT_EQ(described(bundle, host.root()).name, "") << "nothing to read: nothing known";
    for (const char* broken : {"", "{}", "[1, {}]", R"([{"id":"another's","metadata":"{}"}])"}) {
        host.write(storage + "/containers.json", broken);
        EXPECT_EQ(described(bundle, host.root()).name, "") << broken;
    }
    host.write(storage + "/containers.json",
               R"([{"id":")" + test::id_b + R"(","metadata":"{\"name\":\"other\"}"},{"id":")" + test::id_a +
                   R"(","metadata":"{\"image-name\":\"quay.io/web:1@sha256:beef\",\"name\":\"web\"}"}])");
    const auto found = described(bundle, host.root());
    EXPECT_EQ(found.name, "web");
    EXPECT_EQ(found.image, "quay.io/web:1");
    EXPECT_EQ(found.image_digest, "sha256:beef");
    EXPECT_FALSE(found.pod.has_value());
}

TEST(Runtimes, DockersDataDirectoryMayBeElsewhere) {
    test::FakeHost host;
    Bundle bundle;
    bundle.directory = "/run/containerd/io.containerd.runtime.v2.task/moby/" + test::id_a;
    bundle.id = test::id_a;
    bundle.mounts.push_back({"/data/docker/containers/" + test::id_a + "/hostname", "/etc/hostname", "bind"});
    host.write("/data/docker/containers/" + test::id_a + "/config.v2.json", R"({"Name":"/db"})");
    EXPECT_EQ(described(bundle, host.root()).name, "db");
    EXPECT_TRUE(described(bundle, host.root()).mounts[0].managed);
}

TEST(Runtimes, RuncByHandIsNamedByItsId) {
    Bundle bundle;
    bundle.directory = "/srv/box";
    bundle.id = "web-free";
    EXPECT_EQ(described(bundle).runtime, "runc");
    EXPECT_EQ(described(bundle).name, "web-free");
}

}  // namespace
}  // namespace overboard::enrich
