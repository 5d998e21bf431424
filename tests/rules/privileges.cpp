// SPDX-License-Identifier: Apache-2.0
// Mounts, namespaces, credentials, other processes and the invariants.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include "rules/shipped.h"

namespace overboard::test {
namespace {

constexpr std::uint32_t kDisk = 8U << 20 | 1;

template <class Builder>
std::string judged(Builder builder) {
    Observed seen{builder.event()};
    return verdict(seen);
}

template <class Builder>
std::string judged_as(Builder builder, const char* host_path, enrich::HostClass cls) {
    Observed seen{builder.event()};
    seen.host(host_path, cls);
    return verdict(seen);
}

FileSpec lies_at(const char* where, const char* what, std::uint32_t device = 77) {
    return {where, what, device, 2, 0xef53, 0040755, 0};
}

TEST(Mounts, ByWhatCameToBe) {
    EXPECT_EQ(judged(in_container(mounted(OB_MOUNT_MOUNT, lies_at("/mnt", "/", kDisk)))),
              "block-device-mount critical");
    EXPECT_EQ(judged(in_container(mounted(OB_MOUNT_MOUNT, lies_at("/mnt", "/"), "tmpfs"))), "container-mount warning");
    const auto bind = [] {
        return in_container(mounted(OB_MOUNT_MOUNT, lies_at("/mnt", "/etc", kDisk), "ext4", MS_BIND));
    };
    EXPECT_EQ(judged_as(bind(), "/etc", enrich::HostClass::credentials), "container-mount-host critical");
    EXPECT_EQ(judged_as(bind(), "/srv/data", enrich::HostClass::other), "container-mount warning");
    EXPECT_EQ(judged(in_container(mount_refused(OB_MOUNT_MOUNT, "/dev/sda1", "/mnt"))),
              "container-mount-refused notice");
}

TEST(Mounts, RootsOfItsOwnAreSilent) {
    EXPECT_EQ(judged(in_container(mounted(OB_MOUNT_CHROOT, {"/var/empty", ""}))), "");
    EXPECT_EQ(judged_as(in_container(mounted(OB_MOUNT_CHROOT, lies_at("/host", "/"))), "/", enrich::HostClass::root),
              "container-mount-host critical");
}

TEST(Invariants, HoldWhateverTheNames) {
    const FileSpec file{"/tmp/x", ""};
    EXPECT_EQ(judged(in_container(escaped(OB_ESCAPE_NAMESPACE, file))), "namespace-escape critical");
    for (const auto what : {OB_ESCAPE_ROOT, OB_ESCAPE_CWD, OB_ESCAPE_EXE})
        EXPECT_EQ(judged(in_container(escaped(what, file))), "root-escape critical");
    EXPECT_EQ(judged(in_container(escaped(OB_ESCAPE_CGROUP, file))), "cgroup-drift critical");
    EXPECT_EQ(judged(in_container(credentials(OB_CREDENTIAL_GAINED, 33, 0, 1))), "privilege-gain critical");
    EXPECT_EQ(judged(in_container(credentials(OB_CREDENTIAL_SET, 0, 33))), "");
    for (const auto what : {OB_ESCAPE_HOST_EXEC, OB_ESCAPE_HOST_MAP})
        EXPECT_EQ(judged(escaped(what, file, kContainer)), "host-runs-container-code critical");
}

TEST(Invariants, HelpersOfTheHostAreKnownByTheirPath) {
    EXPECT_EQ(judged(escaped(OB_ESCAPE_HELPER, {"/usr/bin/kmod", ""})), "");
    EXPECT_EQ(judged(escaped(OB_ESCAPE_HELPER, {"/usr/bin/kmod", ""}, kContainer)), "usermode-helper critical");
    EXPECT_EQ(judged(escaped(OB_ESCAPE_HELPER, {"/usr/bin/dash", ""})), "usermode-helper critical");
}

TEST(Processes, OutsideTheContainerOrNot) {
    EXPECT_EQ(judged(in_container(accessed(OB_ACCESS_PTRACE, OB_TARGET_HOST))), "process-injection critical");
    EXPECT_EQ(judged(in_container(accessed(OB_ACCESS_WRITE, OB_TARGET_OTHER))), "process-injection critical");
    EXPECT_EQ(judged(in_container(accessed(OB_ACCESS_PTRACE, OB_TARGET_CHILD))), "process-traced notice");
    EXPECT_EQ(judged(in_container(accessed(OB_ACCESS_SIGNAL, OB_TARGET_HOST, 9, 15))), "process-signal warning");
    EXPECT_EQ(judged(in_container(accessed(OB_ACCESS_SIGNAL, OB_TARGET_HOST, 9, 0))), "");
    EXPECT_EQ(judged(in_container(accessed(OB_ACCESS_SIGNAL, OB_TARGET_HOST | OB_TARGET_SENSOR, 9, 19))),
              "sensor-tamper critical");
}

TEST(Sensor, OnesOwnCgroupMayBeFrozenByANestedRuntime) {
    const auto frozen = [](std::string path) {
        FileSpec file{"/sys/fs/cgroup" + path, std::move(path)};
        file.flags = 0;
        file.magic = 0x63677270;
        file.mode = 0100644;
        Observed seen{in_container(open(file, O_WRONLY)).event()};
        seen.container().cgroup = "/kubepods/pod1/abc";
        return verdict(seen);
    };
    EXPECT_EQ(frozen("/kubepods/pod1/abc/inner/cgroup.freeze"), "sensor-tamper-freeze warning");
    EXPECT_EQ(frozen("/kubepods/pod1/abcd/cgroup.freeze"), "sensor-tamper-freeze-outside critical");
    EXPECT_EQ(frozen("/system.slice/overboard.service/cgroup.kill"), "sensor-tamper-freeze-outside critical");
}

TEST(Kernel, PartsThatFewProgramsUse) {
    EXPECT_EQ(judged(in_container(kernel_call(OB_CALL_FINIT_MODULE))), "kernel-module critical");
    EXPECT_EQ(judged(in_container(kernel_call(OB_CALL_BPF))), "bpf-program warning");
    EXPECT_EQ(judged(in_container(kernel_call(OB_CALL_KEXEC_LOAD))), "kexec warning");
    EXPECT_EQ(judged(in_container(kernel_call(OB_CALL_ADD_KEY, "k"))), "perf-keyctl warning");
    EXPECT_EQ(judged(in_container(kernel_call(OB_CALL_SOCKET, "", {17, 3, 0}))), "packet-socket warning");
    EXPECT_EQ(judged(in_container(kernel_call(OB_CALL_SOCKET, "", {16, 3, 12}))), "userns-exploit-surface warning");
    EXPECT_EQ(judged(in_container(kernel_call(OB_CALL_SOCKET, "", {2, 3, 1}))), "");
    EXPECT_EQ(judged(in_container(kernel_call(OB_CALL_MEMFD_CREATE, "x"))), "");
    EXPECT_EQ(judged(in_container(namespaces(OB_NAMESPACE_UNSHARE, CLONE_NEWUSER, CLONE_NEWUSER))), "userns notice");
    EXPECT_EQ(judged(in_container(namespaces(OB_NAMESPACE_UNSHARE, CLONE_NEWNET, CLONE_NEWNET))), "");
    EXPECT_EQ(judged(in_container(flooded(20000))), "event-flood warning");
}

}  // namespace
}  // namespace overboard::test
