// SPDX-License-Identifier: Apache-2.0
// A host made of files: a /proc, a cgroup tree and a root directory in a temporary place.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "enrich/enricher.h"

namespace overboard::test {

class FakeHost {
public:
    FakeHost() {
        std::string name = (std::filesystem::temp_directory_path() / "overboard-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("cannot make a temporary directory");
        root_ = name;
        write("/proc/1/mountinfo",
              "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n23 22 0:21 / /proc rw - proc proc rw\n"
              "24 22 0:25 / /run rw - tmpfs tmpfs rw\n");
        namespaces(2, 100);
    }
    ~FakeHost() {
        std::error_code ignored;
        std::filesystem::remove_all(root_, ignored);
    }
    FakeHost(const FakeHost&) = delete;
    FakeHost& operator=(const FakeHost&) = delete;

    void write(const std::string& path, const std::string& text) const {
        std::filesystem::create_directories(std::filesystem::path(root_ + path).parent_path());
        std::ofstream(root_ + path, std::ios::binary) << text;
    }
    void link(const std::string& path, const std::string& target) const {
        std::filesystem::create_directories(std::filesystem::path(root_ + path).parent_path());
        std::filesystem::create_symlink(target, root_ + path);
    }
    void remove(const std::string& path) const { std::filesystem::remove_all(root_ + path); }

    struct Task {
        std::uint32_t pid, parent;
        std::vector<std::string> args;
        std::string cwd = "/", exe = "/usr/sbin/runc", cgroup = "/";
        std::uint64_t start_ns = 1'000'000'000;
    };
    void process(const Task& task) const {
        const auto dir = "/proc/" + std::to_string(task.pid);
        std::string cmdline;
        for (const auto& arg : task.args) cmdline += arg + '\0';
        write(dir + "/cmdline", cmdline);
        write(dir + "/cgroup", "4:memory:/\n0::" + task.cgroup + "\n");
        std::string stat = std::to_string(task.pid) + " (a) b) S " + std::to_string(task.parent);
        for (int field = 5; field < 22; ++field) stat += " 0";
        const auto ticks = task.start_ns / (1'000'000'000 / static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK)));
        write(dir + "/stat", stat + " " + std::to_string(ticks) + " 0 0\n");
        link(dir + "/cwd", task.cwd);
        link(dir + "/exe", task.exe);
    }
    void namespaces(std::uint32_t pid, std::uint32_t first) const {
        for (const char* type : {"mnt", "pid", "net", "user", "cgroup", "uts", "ipc"})
            link("/proc/" + std::to_string(pid) + "/ns/" + type,
                 std::string(type) + ":[" + std::to_string(first++) + "]");
    }

    const std::string& root() const { return root_; }
    enrich::Settings settings() const {
        enrich::Settings out;
        out.proc = root_ + "/proc";
        out.cgroup = root_ + "/cgroup";
        out.host_root = root_;
        out.realtime_offset_ns = 1'000;
        return out;
    }

private:
    std::string root_;
};

inline const std::string id_a(64, 'a'), id_b(64, 'b'), id_c(64, 'c');
inline const std::string pod_uid = "0a1b2c3d-1111-2222-3333-444455556666";

// As containerd's CRI plugin writes it, shortened.
inline std::string cri_config(const std::string& cgroups_path, const std::string& more_mounts = "") {
    return R"({"ociVersion":"1.0.2","process":{"user":{"uid":0},"args":["/bin/app"],"cwd":"/",
"capabilities":{"bounding":["CAP_CHOWN","CAP_KILL"],"effective":["CAP_CHOWN"]},"noNewPrivileges":true},
"root":{"path":"rootfs"},"hostname":"web-1","mounts":[
{"destination":"/proc","type":"proc","source":"proc","options":["nosuid"]},
{"destination":"/data","type":"bind","source":"/srv/data","options":["rbind","ro"]},)" +
           more_mounts + R"(
{"destination":"/etc/hosts","type":"bind","source":"/var/lib/kubelet/pods/)" +
           pod_uid + R"(/etc-hosts","options":["rbind","rw"]}],
"annotations":{"io.kubernetes.cri.container-name":"app","io.kubernetes.cri.container-type":"container",
"io.kubernetes.cri.image-name":"registry/app:1.4@sha256:feed","io.kubernetes.cri.sandbox-name":"web-1",
"io.kubernetes.cri.sandbox-namespace":"prod","io.kubernetes.cri.sandbox-uid":")" +
           pod_uid + R"("},
"linux":{"resources":{"devices":[{"allow":false,"access":"rwm"}]},"cgroupsPath":")" +
           cgroups_path + R"(",
"namespaces":[{"type":"pid"},{"type":"mount"},{"type":"network","path":"/proc/55/ns/net"}],
"maskedPaths":["/proc/kcore"],"seccomp":{"defaultAction":"SCMP_ACT_ERRNO"}}})";
}

}  // namespace overboard::test
