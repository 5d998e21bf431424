// SPDX-License-Identifier: Apache-2.0
// Files, sockets and addresses: what reaching them raises, and what it must not.
#include <fcntl.h>

#include "rules/shipped.h"

namespace overboard::test {
namespace {

using enrich::HostClass;

FileSpec mounted(std::string inside, std::string outside = {}) {
    FileSpec file{std::move(inside), std::move(outside)};
    file.flags = 0;
    file.magic = 0xef53;
    file.mode = 0100644;
    return file;
}

FileSpec of_proc(std::string path) {
    FileSpec file{"/proc" + path, std::move(path)};
    file.flags = 0;
    file.magic = 0x9fa0;
    file.mode = 0100400;
    return file;
}

FileSpec socket_file(std::string inside, std::string outside) {
    auto file = mounted(std::move(inside), std::move(outside));
    file.mode = 0140666;
    return file;
}

TEST(RuntimeSocket, WhateverItIsCalled) {
    Observed seen{
        as_server(connect_unix("/run/innocent.sock", socket_file("/run/innocent.sock", "/docker.sock"), 812)).event()};
    EXPECT_EQ(verdict(seen.runtime("docker", "/run/docker.sock")), "runtime-socket critical");
    Observed plain{in_container(connect_unix("/x", socket_file("/x", "/x"))).event()};
    EXPECT_EQ(verdict(plain.runtime("containerd")), "runtime-socket critical");
    Observed abstract_{in_container(connect_abstract("/containerd-shim/x", 900)).event()};
    EXPECT_EQ(verdict(abstract_.runtime("containerd")), "runtime-socket critical");
    Observed opened{in_container(open(socket_file("/run/d.sock", "/docker.sock"), O_PATH)).event()};
    EXPECT_EQ(verdict(opened.host("/run/docker.sock", HostClass::runtime_socket)), "runtime-socket-open critical");
}

TEST(RuntimeSocket, OtherSocketsAreNoNews) {
    Observed database{in_container(connect_unix("/run/pg.sock", socket_file("/run/pg.sock", "/pg.sock"), 55)).event()};
    EXPECT_EQ(verdict(database), "");
    Observed nested{
        in_container(connect_unix("/run/docker.sock", socket_file("/run/docker.sock", "/d"), 55, kContainer)).event()};
    EXPECT_EQ(verdict(nested.runtime("docker")), "");
    Observed host{connect_unix("/run/docker.sock", socket_file("/run/docker.sock", "/docker.sock"), 812).event()};
    EXPECT_EQ(verdict(host.runtime("docker")), "");
}

TEST(HostMount, ClassifiedFilesAreCritical) {
    for (const auto cls :
         {HostClass::credentials, HostClass::cron, HostClass::ssh, HostClass::sudoers, HostClass::systemd,
          HostClass::preload, HostClass::kubelet, HostClass::cni, HostClass::runtime_config}) {
        Observed read{as_server(open(mounted("/srv/x", "/etc/x"))).event()};
        EXPECT_EQ(verdict(read.host("/etc/x", cls)), "host-mount-read critical");
        Observed write{in_container(open(mounted("/srv/x", "/etc/x"), O_RDWR)).event()};
        EXPECT_EQ(verdict(write.host("/etc/x", cls)), "host-mount-write alert");
    }
}

TEST(HostMount, OtherFilesByWhoOpensThem) {
    for (const auto cls : {HostClass::other, HostClass::log, HostClass::none}) {
        Observed child{in_lineage(open(mounted("/data/x"))).event()};
        EXPECT_EQ(verdict(child.host("/data/x", cls)), "host-mount-read-other warning");
        Observed writes{in_lineage(open(mounted("/data/x"), O_WRONLY)).event()};
        EXPECT_EQ(verdict(writes.host("/data/x", cls)), "host-mount-write-other error");
        Observed server{as_server(open(mounted("/data/x"))).event()};
        EXPECT_EQ(verdict(server.host("/data/x", cls)), "");
        Observed agent{in_container(open(mounted("/data/x"), O_RDWR)).event()};
        EXPECT_EQ(verdict(agent.host("/data/x", cls)), "");
    }
}

TEST(HostMount, RootsHomeIsClassifiedForWritingOnly) {
    Observed read{in_container(open(mounted("/h/.bashrc", "/root/.bashrc"))).event()};
    EXPECT_EQ(verdict(read.host("/root/.bashrc", HostClass::root)), "");
    Observed write{in_container(open(mounted("/h/.bashrc", "/root/.bashrc"), O_WRONLY)).event()};
    EXPECT_EQ(verdict(write.host("/root/.bashrc", HostClass::root)), "host-mount-write alert");
}

TEST(HostMount, AWorkerIsTheServerItself) {
    auto record = in_lineage(open(mounted("/data/x"))).with(server_block([](ob_server& s) { s.exe_ino = 55; }));
    record.wire().rec.task.exe_ino = 55;
    Observed worker{record.event()};
    EXPECT_EQ(verdict(worker.host("/data/x", HostClass::other)), "");
}

TEST(HostMount, QuietWhereNothingOfTheHostIsRead) {
    Observed managed{as_server(open(mounted("/etc/hosts", "/x"))).event()};
    EXPECT_EQ(verdict(managed.host("/var/lib/kubelet/pods/u/etc-hosts", HostClass::kubelet, true)), "");
    auto null = mounted("/hostdev/null", "/null");
    null.mode = 020666;
    Observed device{in_lineage(open(null, O_RDWR)).event()};
    EXPECT_EQ(verdict(device.host("/dev/null", HostClass::device)), "");
    Observed own{as_server(open(FileSpec{"/etc/shadow", ""})).event()};
    EXPECT_EQ(verdict(own.host("/etc/shadow", HostClass::credentials)), "");
    Observed sys{in_lineage(open(mounted("/sys/x"))).event()};
    EXPECT_EQ(verdict(sys), "");
    Observed path_only{as_server(open(mounted("/srv/shadow"), O_PATH)).event()};
    EXPECT_EQ(verdict(path_only.host("/etc/shadow", HostClass::credentials)), "");
}

TEST(Environ, OfAnotherProcess) {
    Observed seen{in_container(open(of_proc("/1/environ"))).event()};
    EXPECT_EQ(verdict(seen), "environ-read warning");
    Observed thread{in_container(open(of_proc("/1/task/1/environ"))).event()};
    EXPECT_EQ(verdict(thread), "environ-read warning");
    auto bound = of_proc("/1/environ");
    bound.container = "/tmp/innocent";
    Observed elsewhere{in_container(open(bound)).event()};
    EXPECT_EQ(verdict(elsewhere), "environ-read warning");
    Observed refused{in_container(open_denied("/proc/1/environ")).event()};
    EXPECT_EQ(verdict(refused), "environ-read warning");
}

TEST(Environ, OnesOwnOnlyInAServersLineage) {
    Observed own{in_container(open(of_proc("/300/environ"))).event()};
    EXPECT_EQ(verdict(own), "");
    Observed server{as_server(open(of_proc("/100/environ"))).event()};
    EXPECT_EQ(verdict(server), "environ-read warning");
    for (const char* path : {"/1/status", "/300/cgroup", "/300/mountinfo", "/cpuinfo", "/sys/kernel/osrelease"}) {
        Observed harmless{as_server(open(of_proc(path))).event()};
        EXPECT_EQ(verdict(harmless), "") << path;
    }
    Observed file{as_server(open(FileSpec{"/app/environ", ""})).event()};
    EXPECT_EQ(verdict(file), "");
    Observed refused{as_server(open_denied("/etc/shadow")).event()};
    EXPECT_EQ(verdict(refused), "");
}

TEST(Metadata, ByAddress) {
    for (const char* address :
         {"169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254", "::ffff:169.254.169.254"}) {
        Observed server{as_server(connect_inet(address, 80)).event()};
        EXPECT_EQ(verdict(server), "metadata-service warning") << address;
        Observed curl{in_lineage(connect_inet(address, 80)).event()};
        EXPECT_EQ(verdict(curl.exe("/usr/bin/curl")), "metadata-service-tool critical") << address;
    }
    for (const char* address : {"169.254.169.253", "10.0.0.1", "fd00:ec2::253"}) {
        Observed other{as_server(connect_inet(address, 80)).event()};
        EXPECT_EQ(verdict(other), "") << address;
    }
    Observed host{connect_inet("169.254.169.254", 80).event()};
    EXPECT_EQ(verdict(host), "");
}

TEST(RuntimeApi, ByPort) {
    for (const std::uint16_t port : {2375, 2376}) {
        Observed seen{in_container(connect_inet("10.0.0.5", port)).event()};
        EXPECT_EQ(verdict(seen), "runtime-api-tcp critical");
        Observed local{in_container(connect_inet("127.0.0.1", port)).event()};
        EXPECT_EQ(verdict(local), "runtime-api-loopback warning");
        Observed host_network{in_container(connect_inet("127.0.0.1", port)).event()};
        host_network.container().namespaces = {"mount", "pid"};
        EXPECT_EQ(verdict(host_network), "runtime-api-tcp critical");
    }
}

TEST(ControlPlane, ByPort) {
    for (const std::uint16_t port : {10250, 10255, 2379, 6443, 8001}) {
        Observed server{as_server(connect_inet("10.0.0.5", port)).event()};
        EXPECT_EQ(verdict(server), "control-plane warning") << port;
        Observed tool{in_lineage(connect_inet("10.0.0.5", port)).event()};
        EXPECT_EQ(verdict(tool.exe("/usr/bin/python3.11")), "control-plane-tool critical") << port;
        Observed own{as_server(connect_inet("127.0.0.1", port)).event()};
        EXPECT_EQ(verdict(own), "") << port;
    }
    Observed web{as_server(connect_inet("10.0.0.5", 443)).event()};
    EXPECT_EQ(verdict(web), "");
}

}  // namespace
}  // namespace overboard::test
