// SPDX-License-Identifier: Apache-2.0
#include "support/box.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "support/agent.h"

namespace overboard::test {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what + ": " + strerror(errno)); }

void check(bool ok, const std::string& what) {
    if (!ok) fail(what);
}

void write_pid(const std::string& cgroup, int pid) { std::ofstream(cgroup + "/cgroup.procs") << pid << std::flush; }

void bind_mount(const std::string& root, const Bind& bind) {
    const std::string to = root + bind.inside;
    if (fs::is_directory(bind.host)) {
        fs::create_directories(to);
    } else {
        fs::create_directories(fs::path(to).parent_path());
        std::ofstream(to, std::ios::app).close();
    }
    check(!mount(bind.host.c_str(), to.c_str(), nullptr, MS_BIND | MS_REC, nullptr), "bind " + bind.host);
    if (bind.read_only)
        check(!mount(nullptr, to.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr), "read-only " + to);
}

void mount_special(const std::string& root) {
    check(!mount("proc", (root + "/proc").c_str(), "proc", 0, nullptr), "proc");
    check(!mount("tmpfs", (root + "/dev").c_str(), "tmpfs", 0, "mode=755"), "dev");
    check(!mknod((root + "/dev/null").c_str(), S_IFCHR | 0666, makedev(1, 3)), "dev/null");
    fs::create_symlink("/proc/self/fd", root + "/dev/fd");
}

void mount_overlay(const std::string& base, const std::string& merged) {
    const std::string options = "lowerdir=/,upperdir=" + base + "/upper,workdir=" + base + "/work";
    check(!mount("overlay", merged.c_str(), "overlay", 0, options.c_str()), "overlay");
}

void fill_directory(const std::string& merged) {
    check(!mount(merged.c_str(), merged.c_str(), nullptr, MS_BIND, nullptr), "bind " + merged);
    for (const char* made : {"/proc", "/dev", "/tmp", "/sys"}) fs::create_directories(merged + made);
    for (const auto& entry : fs::directory_iterator("/")) {
        const fs::path to = merged + entry.path().string();
        if (entry.is_symlink()) fs::copy_symlink(entry.path(), to);
        if (entry.is_symlink() || !entry.is_directory() || fs::exists(to)) continue;
        fs::create_directories(to);
        check(!mount(entry.path().c_str(), to.c_str(), nullptr, MS_BIND | MS_REC, nullptr), "bind " + to.string());
    }
}

// In the container's first process, after unshare: what a runtime does between the namespaces and the exec.
void enter_root(const std::string& base, const std::string& merged, const std::vector<Bind>& binds, Box::Root root) {
    check(!mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "private mounts");
    root == Box::Root::overlay ? mount_overlay(base, merged) : fill_directory(merged);
    mount_special(merged);
    for (const Bind& bind : binds) bind_mount(merged, bind);
    check(!chdir(merged.c_str()) && !syscall(SYS_pivot_root, ".", "."), "pivot_root");
    check(!umount2(".", MNT_DETACH) && !chdir("/"), "leave the old root");
}

}  // namespace

std::vector<std::string> cgroup_roots() {
    std::vector<std::string> roots;
    std::ifstream mounts("/proc/self/mounts");
    std::string device, where, type, rest;
    while (mounts >> device >> where >> type && std::getline(mounts, rest)) {
        const bool v1 = type == "cgroup" && (where.ends_with("/pids") || where.ends_with("/memory"));
        if (v1) roots.insert(roots.begin(), where);
        if (type == "cgroup2") roots.push_back(where);
    }
    return roots;
}

Box::Box(std::vector<Bind> binds, const std::string& cgroup, Root root) {
    static std::atomic<int> serial{0};
    const std::string name = "obt" + std::to_string(getpid()) + "-" + std::to_string(serial++);
    base_ = "/var/tmp/" + name;
    merged_ = base_ + "/merged";
    fs::create_directories(base_);
    // overlayfs refuses an upper directory on some filesystems; a tmpfs of its own always serves.
    check(!mount("tmpfs", base_.c_str(), "tmpfs", 0, "mode=755"), "tmpfs " + base_);
    for (const char* part : {"upper", "work", "merged"}) fs::create_directories(base_ + "/" + part);
    try {
        make_cgroups(cgroup.empty() ? name : cgroup);
        start(binds, root);
    } catch (...) {  // no destructor follows
        remove();
        throw;
    }
}

void Box::make_cgroups(const std::string& name) {
    for (const auto& root : cgroup_roots()) {
        cgroups_.push_back(root + "/" + name);
        fs::create_directories(cgroups_.back());
    }
    check(!cgroups_.empty(), "no cgroup hierarchy is mounted");
    cgroup_ = cgroups_.front();
}

void Box::start(const std::vector<Bind>& binds, Root root) {
    int pair[2];
    check(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), "socketpair");
    const int helper = fork();
    check(helper >= 0, "fork");
    if (!helper) {  // plays the runtime: enters the cgroups, unshares, and forks the first process
        close(pair[0]);
        for (const auto& cgroup : cgroups_) write_pid(cgroup, getpid());
        if (unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET)) _exit(1);
        const int init = fork();
        if (init) {
            if (write(pair[1], &init, sizeof(init)) < 0) _exit(1);
            _exit(0);
        }
        try {
            enter_root(base_, merged_, binds, root);
        } catch (const std::exception& error) {
            fprintf(stderr, "box: %s\n", error.what());
            _exit(1);
        }
        exec_agent(pair[1]);
    }
    close(pair[1]);
    channel_.reset(pair[0]);
    // The helper's message is the first process's pid, the agent's is one byte; on a busy machine the agent is first.
    for (int i = 0; i < 2; i++) {
        int message = 0;
        const ssize_t n = read(channel_.get(), &message, sizeof(message));
        check(n > 0, "the container's first process");
        if (n == sizeof(message)) pid_ = message;
    }
    waitpid(helper, nullptr, 0);
}

int Box::command(char how, const std::vector<std::string>& words) {
    std::string line(1, how);
    for (const auto& word : words) line += word + '\0';
    int status = -1;
    if (write(channel_.get(), line.data(), line.size()) < 0) return -1;
    if (read(channel_.get(), &status, sizeof(status)) != sizeof(status)) return -1;
    return status;
}

int Box::join(const std::vector<std::string>& argv, const std::vector<std::string>& namespaces) {
    const int child = fork();
    if (!child) {
        for (const auto& cgroup : cgroups_) write_pid(cgroup, getpid());
        const std::string ns = "/proc/" + std::to_string(pid_) + "/ns/";
        for (const auto& type : namespaces) {
            const int fd = open((ns + type).c_str(), O_RDONLY);
            if (fd < 0 || setns(fd, 0)) _exit(126);
        }
        const int inner = fork();  // the pid namespace is the child's
        if (!inner) exec_words(argv);
        int status = 0;
        waitpid(inner, &status, 0);
        _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 125);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Box::~Box() { remove(); }

void Box::remove() {
    channel_.reset();
    if (pid_ > 0) kill(pid_, SIGKILL);
    for (const auto& cgroup : cgroups_)
        for (int i = 0; i < 200 && rmdir(cgroup.c_str()) && errno == EBUSY; i++) usleep(5000);
    umount2(base_.c_str(), MNT_DETACH);
    rmdir(base_.c_str());
}

}  // namespace overboard::test
