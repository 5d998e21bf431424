// SPDX-License-Identifier: Apache-2.0
// What an observation says, event by event, on a host made of files.
#include "enrich/enricher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"
#include "support/record_builder.h"

namespace overboard::enrich {
namespace {

constexpr std::uint64_t box = 77, second = 1'000'000'000;
constexpr std::uint32_t disk = 8u << 20 | 1, run_tmpfs = 25;
constexpr std::uint32_t ext4 = 0xef53, tmpfs = 0x01021994, proc_magic = 0x9fa0, sysfs = 0x62656572;

class EnricherTest : public testing::Test {
protected:
    test::FakeHost host;
    std::unique_ptr<Enricher> enricher;

    // A CRI container with the mounts of cri_config(), armed, whose server is pid 500.
    void pod() {
        const auto cgroup = "/kubepods/pod" + test::pod_uid + "/" + test::id_a;
        const auto bundle = "/run/containerd/io.containerd.runtime.v2.task/k8s.io/" + test::id_a;
        host.write(
            bundle + "/config.json",
            test::cri_config(
                cgroup,
                R"({"destination":"/run/innocent.sock","type":"bind","source":"/var/run/docker.sock","options":["rbind"]},)"));
        host.write("/run/docker.sock", "");
        host.link("/var/run", "/run");
        host.process({400, 300, {"runc", "create", "--bundle", bundle, test::id_a}});
        start();
        see(test::cgroup(OB_CGROUP_MKDIR, box, cgroup).task(400, 400));
        see(test::armed(box).task(500, 500).parent(400, 400).with([](auto& wire, auto&) {
            wire.mnt_ns = 900, wire.pid_ns = 901, wire.net_ns = 102;  // the host's network
            wire.bounding = 1ull << 21 | 1;
        }));
        see(test::exec({"/usr/bin/ruby3.1", "", 3, 10})
                .args({"ruby", "app.rb"})
                .cwd("/app")
                .task(500, 500)
                .container(box));
    }
    void start() { enricher = std::make_unique<Enricher>(host.settings()); }

    template <class Builder>
    Observation see(const Builder& builder) {
        event_.emplace_back(builder.event());
        return enricher->observe(*event_.back());
    }
    template <class Builder>
    Observation by_server(Builder builder) {
        builder.task(500, 500).container(box).wire().rec.task.exe_ino = 10;
        builder.wire().rec.task.exe_dev = 3;
        return see(builder);
    }
    static test::FileSpec mounted(const std::string& inside, const std::string& on_disk, std::uint32_t device = disk,
                                  std::uint32_t magic = ext4) {
        test::FileSpec out{inside, on_disk, device, 5, magic};
        out.flags = 0;
        return out;
    }

private:
    std::vector<test::Decoded> event_;
};

TEST_F(EnricherTest, APodIsNamedFromItsBundleAndTheKernel) {
    pod();
    const auto* container = enricher->container(box);
    ASSERT_NE(container, nullptr);
    EXPECT_TRUE(container->identified);
    EXPECT_EQ(container->id, test::id_a);
    EXPECT_EQ(container->name, "app");
    EXPECT_EQ(container->runtime, "containerd");
    EXPECT_EQ(container->pod->name, "web-1");
    EXPECT_EQ(container->init_pid, 500u);
    EXPECT_THAT(container->namespaces, testing::ElementsAre("mount", "pid"));
    EXPECT_THAT(container->capabilities, testing::ElementsAre("CAP_CHOWN", "CAP_SYS_ADMIN"));
    EXPECT_EQ(enricher->containers(), 1u);
    EXPECT_EQ(enricher->tally().bundles["containerd"].read, 1u);
    EXPECT_EQ(enricher->tally().false_identity, 0u);
}

TEST_F(EnricherTest, TimesAreWallTimes) {
    start();
    EXPECT_EQ(see(test::served().time(5 * second)).wall_ns, static_cast<std::int64_t>(5 * second + 1'000));
}

TEST_F(EnricherTest, AClockThatIsSetCountsFromThereOnAndNotForWhatWas) {
    pod();
    const std::int64_t hour = 3600 * static_cast<std::int64_t>(second);
    const auto armed_at = see(test::served().task(500, 500).container(box)).container->armed_wall_ns;
    EXPECT_EQ(enricher->follow_clock(1'000 + 50'000'000), 0) << "that is what reading the clocks may cost";
    EXPECT_EQ(enricher->follow_clock(1'000 - hour), -hour);
    EXPECT_EQ(enricher->follow_clock(1'000 - hour), 0) << "said once";
    const auto seen = see(test::served().task(500, 500).container(box).time(5 * second));
    EXPECT_EQ(seen.wall_ns, static_cast<std::int64_t>(5 * second) + 1'000 - hour);
    EXPECT_EQ(seen.container->armed_wall_ns, armed_at);
    EXPECT_EQ(armed_at, static_cast<std::int64_t>(seen.container->armed_ns) + 1'000);
}

TEST_F(EnricherTest, TheHostHasNoContainer) {
    start();
    const auto seen = see(test::open({"/etc/shadow", ""}).task(9, 9));
    EXPECT_EQ(seen.container, nullptr);
    ASSERT_NE(seen.process, nullptr);
    EXPECT_FALSE(seen.host.mounted);
    EXPECT_EQ(enricher->processes(), 0u) << "the host's are not kept";
}

TEST_F(EnricherTest, AProcessOfTheContainerBeforeArmingIsTheRuntimes) {
    pod();
    auto unarmed = test::open({"/x", ""}).task(600, 600);
    unarmed.wire().rec.task.container = box;
    EXPECT_EQ(see(unarmed).container, nullptr);
}

TEST_F(EnricherTest, TheServerIsTheProcessOrItsAncestor) {
    pod();
    auto child = test::exec("/bin/sh").task(501, 501).parent(500, 500).container(box).server(500, 500, 4567);
    auto seen = see(child);
    ASSERT_NE(seen.server, nullptr);
    EXPECT_EQ(seen.server->exe, "/usr/bin/ruby3.1");
    EXPECT_EQ(seen.server_kind, "web");
    EXPECT_EQ(seen.process->exe, "/bin/sh");
    EXPECT_EQ(enricher->ancestors(*seen.process, 4).front(), seen.server);
    auto itself = test::served().task(500, 500).container(box).server(500, 500, 4567);
    itself.wire().rec.task.exe_ino = 10, itself.wire().rec.task.exe_dev = 3;
    seen = see(itself);
    EXPECT_EQ(seen.server, seen.process);
}

TEST_F(EnricherTest, AServerNobodyToldOfIsAskedForInProc) {
    pod();
    host.process({700, 1, {"nginx", "-g"}, "/", "/usr/sbin/nginx", "/", 700 * second});
    const auto seen = see(test::exec("/bin/sh").task(701, 701 * second).container(box).server(700, 700 * second, 80));
    ASSERT_NE(seen.server, nullptr);
    EXPECT_EQ(seen.server->exe, "/usr/sbin/nginx");
    EXPECT_EQ(seen.server->args.front(), "nginx");
}

TEST_F(EnricherTest, AReusedPidTellsNothing) {
    pod();
    host.process({700, 1, {"nginx"}, "/", "/usr/sbin/nginx", "/", 900 * second});
    const auto seen = see(test::exec("/bin/sh").task(701, 701 * second).container(box).server(700, 700 * second, 80));
    ASSERT_NE(seen.server, nullptr);
    EXPECT_EQ(seen.server->exe, "");
}

TEST_F(EnricherTest, StartUpEndsAMinuteAfterTheFirstServer) {
    pod();
    const auto at = [&](std::uint64_t time) { return by_server(test::exec_failed("/bin/sh").time(time)).start_up; };
    EXPECT_TRUE(at(200 * second)) << "nothing serves yet";
    by_server(test::served().time(200 * second).server(500, 500, 80));
    EXPECT_TRUE(at(260 * second));
    EXPECT_FALSE(at(261 * second));
    by_server(test::served().time(261 * second).server(500, 500, 81));
    EXPECT_FALSE(at(262 * second)) << "a second server opens nothing";
}

TEST_F(EnricherTest, WhatNeverServesIsNotStartingForEver) {
    pod();
    const auto at = [&](std::uint64_t time) { return by_server(test::exec_failed("/bin/sh").time(time)).start_up; };
    EXPECT_TRUE(at(299 * second));
    EXPECT_FALSE(at(1000 * second));
}

TEST_F(EnricherTest, AFileOfTheOwnRootIsNotTheHosts) {
    pod();
    const auto seen = by_server(test::open({"/etc/shadow", "/etc/shadow", disk}));
    EXPECT_FALSE(seen.host.mounted);
    EXPECT_EQ(seen.host.path, "");
    EXPECT_EQ(seen.host.cls, HostClass::none);
}

TEST_F(EnricherTest, AHostPathMountIsNamedAndClassed) {
    pod();
    auto seen = by_server(test::open(mounted("/data/../x", "/srv/data/file")));
    EXPECT_TRUE(seen.host.mounted);
    EXPECT_FALSE(seen.host.managed);
    EXPECT_EQ(seen.host.path, "/srv/data/file");
    EXPECT_EQ(seen.host.cls, HostClass::other);
    seen = by_server(test::open(mounted("/anything", "/etc/shadow")));
    EXPECT_EQ(seen.host.cls, HostClass::credentials);
}

TEST_F(EnricherTest, TheKubeletsOwnMountIsManagedAndOnlyThat) {
    pod();
    const auto own = "/var/lib/kubelet/pods/" + test::pod_uid + "/etc-hosts";
    EXPECT_TRUE(by_server(test::open(mounted("/etc/hosts", own))).host.managed);
    const auto over = by_server(test::open(mounted("/etc/hosts", "/etc/shadow")));
    EXPECT_FALSE(over.host.managed) << "mounted over the kubelet's file";
    const auto other = "/var/lib/kubelet/pods/11111111-2222-3333-4444-555555555555/volumes/kubernetes.io~secret/s/key";
    const auto stolen = by_server(test::open(mounted("/kubelet/key", other)));
    EXPECT_FALSE(stolen.host.managed);
    EXPECT_EQ(stolen.host.cls, HostClass::credentials);
}

TEST_F(EnricherTest, PrivateAndKernelFilesystemsAreNotTheHosts) {
    pod();
    EXPECT_FALSE(by_server(test::open(mounted("/tmp/x", "/x", 999, tmpfs))).host.mounted);
    EXPECT_FALSE(by_server(test::open(mounted("/proc/1/environ", "/1/environ", 998, proc_magic))).host.mounted);
    EXPECT_FALSE(by_server(test::open(mounted("/sys/kernel/x", "/kernel/x", 22, sysfs))).host.mounted);
    const auto host_proc =
        by_server(test::open(mounted("/hostproc/sys/kernel/core_pattern", "/sys/kernel/core_pattern", 21, proc_magic)));
    EXPECT_TRUE(host_proc.host.mounted);
    EXPECT_EQ(host_proc.host.path, "/proc/sys/kernel/core_pattern");
    EXPECT_EQ(host_proc.host.cls, HostClass::proc);
}

TEST_F(EnricherTest, ATruncatedPathNamesNoHostFile) {
    pod();
    auto spec = mounted("/elsewhere/etc/shadow", "/etc/shadow");
    spec.path_flags = OB_PATH_TRUNCATED;
    EXPECT_EQ(by_server(test::open(spec)).host.path, "");
}

TEST_F(EnricherTest, ADeniedNameIsMappedThroughTheMounts) {
    pod();
    for (const auto* name : {"/data/secret", "../data/./x/../secret", "/proc/self/root/data/secret"}) {
        const auto seen = by_server(test::open_denied(name));
        EXPECT_TRUE(seen.host.mounted) << name;
        EXPECT_EQ(seen.host.path, "/srv/data/secret") << name;
    }
    EXPECT_FALSE(by_server(test::open_denied("/database/x")).host.mounted);
    EXPECT_FALSE(by_server(test::open_denied("/etc/shadow")).host.mounted);
    EXPECT_TRUE(by_server(test::open_denied("/etc/hosts")).host.managed);
}

TEST_F(EnricherTest, ARuntimesSocketUnderAnotherName) {
    pod();
    auto seen = by_server(
        test::connect_unix("/run/innocent.sock", mounted("/run/innocent.sock", "/docker.sock", run_tmpfs, tmpfs), 1));
    EXPECT_TRUE(seen.peer.is_runtime);
    EXPECT_EQ(seen.peer.runtime, "docker");
    EXPECT_EQ(seen.peer.host_path, "/run/docker.sock");
    seen = by_server(
        test::connect_unix("/run/innocent.sock", {}).error(EACCES).with([](auto& wire, auto&) { wire.resolved = 0; }));
    EXPECT_TRUE(seen.peer.is_runtime) << "refused";
    EXPECT_EQ(seen.peer.host_path, "/run/docker.sock");
}

TEST_F(EnricherTest, ARuntimeIsKnownByItsListenerToo) {
    pod();
    host.process({812, 1, {"dockerd"}, "/", "/usr/bin/dockerd"});
    host.process({813, 1, {"python3"}, "/", "/usr/bin/python3.11"});
    auto seen = by_server(test::connect_abstract("anything", 812));
    EXPECT_EQ(seen.peer.runtime, "docker");
    EXPECT_EQ(seen.peer.exe, "/usr/bin/dockerd");
    EXPECT_FALSE(by_server(test::connect_abstract("anything", 813)).peer.is_runtime);
    EXPECT_FALSE(by_server(test::connect_abstract("anything", 812, box)).peer.is_runtime) << "a container's own daemon";
    seen = by_server(test::connect_unix("/s", mounted("/data/s", "/srv/data/docker.sock"), 813));
    EXPECT_TRUE(seen.peer.is_runtime) << "the host serves a socket of that name";
    seen = by_server(test::connect_unix("/s", mounted("/data/s", "/srv/data/docker.sock"), 813, box));
    EXPECT_FALSE(seen.peer.is_runtime) << "the container serves it itself";
    EXPECT_FALSE(by_server(test::connect_unix("/docker.sock", {"/docker.sock", ""}, 813, box)).peer.is_runtime);
}

TEST_F(EnricherTest, MountsAreReadAgain) {
    pod();
    EXPECT_EQ(by_server(test::open(mounted("/mnt/x", "/x", 2222))).host.path, "");
    host.write("/proc/1/mountinfo", "9 1 0:2222 / /mnt/usb rw - ext4 /dev/sdb rw\n");
    enricher->refresh_mounts();
    EXPECT_EQ(by_server(test::open(mounted("/mnt/x", "/x", 2222))).host.path, "/mnt/usb/x");
}

TEST_F(EnricherTest, WithoutAProcNothingIsAsked) {
    pod();
    auto settings = host.settings();
    settings.proc.clear();
    enricher = std::make_unique<Enricher>(settings);
    const auto seen = see(test::exec_failed("/bin/sh").task(500, 500).container(box));
    EXPECT_EQ(seen.process->exe, "");
    ASSERT_NE(seen.container, nullptr);
    EXPECT_FALSE(seen.container->identified);
    EXPECT_EQ(enricher->tally().unknown_container, 1u);
}

}  // namespace
}  // namespace overboard::enrich
