// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "incidents/build.h"
#include "support/scene.h"

namespace overboard::incidents {
namespace {

using test::FileSpec;
using test::Scene;
using testing::ElementsAre;

template <class Builder>
Alert build(Scene& scene, Builder builder) {
    static const auto redactor = base::Redactor::make({}).value();
    return build_alert(scene.judge(builder), scene.ancestry, {.node = "n1", .boot_id = "b"}, *redactor, "key");
}

TEST(Alert, CarriesRuleTimeAndNode) {
    Scene scene;
    engine::Rule other;
    other.id = "host-mount-write";
    other.tags = {"T1611", "T1098.004"};
    scene.finding.also_matched = {&other};
    const Alert a = build(scene, test::innocent_socket());
    EXPECT_EQ(a.time, "2026-11-21T14:02:11.104223817Z");
    EXPECT_EQ(a.kernel_ns, Scene::boot_ns);
    EXPECT_EQ(a.node, "n1");
    EXPECT_EQ(a.dedup_key, "key");
    EXPECT_EQ(a.rule_id, "runtime-socket");
    EXPECT_EQ(a.priority, engine::Priority::critical);
    EXPECT_EQ(a.count, 1U);
    EXPECT_THAT(a.also_matched, ElementsAre("host-mount-write"));
    EXPECT_THAT(a.tags, ElementsAre("runtime-socket", "T1611", "T1098.004")) << "united, each once";
    EXPECT_THAT(a.references, ElementsAre("https://attack.mitre.org/techniques/T1611/"));
    EXPECT_EQ(a.remediation_pod, "remove the hostPath volume \"sock\"");
}

TEST(Alert, NamesContainerPodAndProcess) {
    Scene scene;
    const Alert a = build(scene, test::innocent_socket());
    ASSERT_TRUE(a.container);
    EXPECT_EQ(a.container->id, Scene::container_id);
    EXPECT_EQ(a.container->image, "registry/app:1.4");
    EXPECT_EQ(a.container->privileged, false);
    ASSERT_TRUE(a.pod);
    EXPECT_EQ(a.pod->ns, "prod");
    EXPECT_EQ(a.process.pid, 4711U);
    EXPECT_EQ(a.process.uid, 33U);
    EXPECT_EQ(a.process.exe, "/usr/bin/dash");
    EXPECT_EQ(a.process.cwd, "/app");
    EXPECT_EQ(a.process.start_time, "2026-11-21T14:02:09.104223817Z") << "two seconds before the event";
    EXPECT_THAT(a.process.args, ElementsAre("sh", "-c", "docker run x"));
    EXPECT_FALSE(a.process.args_truncated);
    ASSERT_EQ(a.ancestors.size(), 2U);
    EXPECT_EQ(a.ancestors[0].pid, 4690U) << "nearest first";
}

TEST(Alert, LeavesOutWhatDoesNotApply) {
    Scene scene;
    scene.with_server = scene.with_container = false;
    scene.ancestry.listed.clear();
    const Alert a = build(scene, test::exec("/bin/sh"));
    EXPECT_FALSE(a.container || a.pod || a.web || a.file || a.socket);
    EXPECT_TRUE(a.ancestors.empty());
}

TEST(Alert, AContainerThatCouldNotBeJudgedPrivilegedDoesNotSaySo) {
    Scene scene;
    scene.container.privileged.reset();
    scene.container.pod.reset();
    const Alert a = build(scene, test::exec("/bin/sh"));
    EXPECT_FALSE(a.container->privileged.has_value());
    EXPECT_FALSE(a.pod);
}

TEST(Alert, TellsServerAndPeer) {
    Scene scene;
    const Alert a = build(scene, test::exec("/bin/sh"));
    ASSERT_TRUE(a.web);
    EXPECT_EQ(a.web->server_pid, 4650U);
    EXPECT_EQ(a.web->server_exe, "/usr/bin/ruby3.1");
    EXPECT_EQ(a.web->kind, "web");
    EXPECT_EQ(a.web->port, 4567);
    EXPECT_THAT(a.web->peers, ElementsAre("10.0.3.7:51122"));
    EXPECT_TRUE(a.web->peer_certain);
}

TEST(Alert, APeerIsCertainOnlyWhenItWasAlone) {
    Scene scene;
    scene.with_server = false;
    const auto with_live = [](std::uint32_t live, std::initializer_list<ob_inet> peers) {
        return test::exec("/bin/sh").flags(OB_TASK_LINEAGE).with([&](ob_event_exec& wire, auto& builder) {
            ob_server block{};
            block.tgid = 4650;
            block.cause = OB_SERVER_ACCEPT;
            block.live = live;
            std::copy(peers.begin(), peers.end(), block.peers);
            wire.rec.task.server = builder.slice({reinterpret_cast<const char*>(&block), sizeof block});
        });
    };
    const ob_inet one = test::inet("10.0.0.1", 1), two = test::inet("::1", 2);
    EXPECT_TRUE(build(scene, with_live(1, {one})).web->peer_certain);
    EXPECT_FALSE(build(scene, with_live(2, {one})).web->peer_certain) << "two live, one known";
    EXPECT_FALSE(build(scene, with_live(0, {})).web->peer_certain);
    const Alert both = build(scene, with_live(2, {one, two}));
    EXPECT_FALSE(both.web->peer_certain);
    EXPECT_THAT(both.web->peers, ElementsAre("10.0.0.1:1", "[::1]:2"));
}

TEST(Alert, DescribesAnOpenByItsObject) {
    Scene scene;
    FileSpec file{"/host/etc/shadow", "/etc/shadow"};
    file.device = 254U << 20 | 1;
    file.inode = 1234;
    file.flags = 0;
    scene.seen.host = {.mounted = true, .path = "/etc/shadow", .cls = enrich::HostClass::credentials};
    const Alert a = build(scene, test::open(file, O_WRONLY | O_APPEND));
    ASSERT_TRUE(a.file);
    EXPECT_EQ(a.file->path, "/host/etc/shadow");
    EXPECT_EQ(a.file->host_path, "/etc/shadow");
    EXPECT_EQ(a.file->host_class, "credentials");
    EXPECT_EQ(a.file->flags, "O_WRONLY|O_APPEND");
    EXPECT_EQ(a.file->device, "254:1");
    EXPECT_EQ(a.file->inode, 1234U);
    EXPECT_TRUE(a.file->resolved);
    EXPECT_EQ(a.file->error, "");
}

TEST(Alert, DescribesWhatFailedByTheNameAskedFor) {
    Scene scene;
    const Alert denied = build(scene, test::open_denied("/etc/shadow", EACCES, O_RDWR));
    EXPECT_EQ(denied.file->name, "/etc/shadow");
    EXPECT_EQ(denied.file->error, "EACCES");
    EXPECT_FALSE(denied.file->resolved);
    EXPECT_EQ(denied.file->device, "");
    const Alert failed = build(scene, test::exec_failed("/bin/bash"));
    EXPECT_EQ(failed.file->name, "/bin/bash");
    EXPECT_EQ(failed.file->error, "ENOENT");
}

TEST(Alert, DescribesSockets) {
    Scene scene;
    scene.seen.peer = {
        .is_runtime = true, .runtime = "docker", .host_path = "/run/docker.sock", .exe = "/usr/bin/dockerd"};
    const Alert a = build(scene, test::innocent_socket());
    EXPECT_EQ(a.socket->family, "unix");
    EXPECT_EQ(a.socket->peer_path, "/run/innocent.sock");
    EXPECT_EQ(a.socket->host_path, "/run/docker.sock");
    EXPECT_EQ(a.socket->peer_pid, 812U);
    EXPECT_EQ(a.socket->peer_exe, "/usr/bin/dockerd");
    scene.seen.peer = {};
    EXPECT_EQ(build(scene, test::connect_abstract("containerd-shim")).socket->peer_path, "@containerd-shim");
    const Alert inet = build(scene, test::connect_inet("169.254.169.254", 80));
    EXPECT_EQ(inet.socket->family, "ipv4");
    EXPECT_EQ(inet.socket->peer_ip, "169.254.169.254");
    EXPECT_EQ(inet.socket->peer_port, 80);
    EXPECT_EQ(inet.socket->peer_path, "");
    EXPECT_EQ(build(scene, test::connect_inet("10.0.0.1", 80).error(ECONNREFUSED)).socket->error, "ECONNREFUSED");
    EXPECT_EQ(build(scene, test::connect_inet("10.0.0.1", 80).error(EINPROGRESS)).socket->error, "") << "on its way";
}

}  // namespace
}  // namespace overboard::incidents
