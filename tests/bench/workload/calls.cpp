// SPDX-License-Identifier: Apache-2.0
#include "workload/calls.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "support/uring.h"
#include "workload/listener.h"

namespace overboard::bench {
namespace {

constexpr const char *kFile = "/tmp/bench-file", *kOther = "/tmp/bench-other";

void touch() { close(open(kFile, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)); }
void nothing() {}

void open_path(const char* path) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) syscall(SYS_close, fd);
}

void map_code() {
    static const int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    void* at = mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, self, 0);
    if (at != MAP_FAILED) munmap(at, 4096);
}

void fork_once() {
    const int child = fork();
    if (!child) _exit(0);
    waitpid(child, nullptr, 0);
}

char* const kNoArguments[] = {nullptr};

// bench_nothing, which lies beside this program.
void exec_once() {
    const int child = fork();
    if (!child) {
        std::string path(4096, 0);
        path.resize(static_cast<std::size_t>(readlink("/proc/self/exe", path.data(), path.size())));
        path.replace(path.rfind('/'), path.npos, "/bench_nothing");
        execve(path.c_str(), kNoArguments, kNoArguments);
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status) _exit(6);
}

// The other end, another process, accepts and closes what has gathered after every fiftieth.
template <void (Listener::*connect)() const>
void connect_once() {
    static const Listener listener;
    static int connected = 0;
    (listener.*connect)();
    if (++connected % 50 == 0) listener.drain();
}

void uring_open() {
    static test::Uring ring;
    io_uring_sqe& entry = ring.next();
    entry.opcode = IORING_OP_OPENAT;
    entry.fd = AT_FDCWD;
    entry.addr = reinterpret_cast<std::uintptr_t>("/etc/debian_version");
    entry.open_flags = O_RDONLY | O_CLOEXEC;
    entry.user_data = 1;
    if (!ring.ok() || ring.submit(1)) _exit(6);
    if (close(ring.result(1))) _exit(6);
    ring.forget();
}

struct Call {
    const char* name;
    void (*prepare)();
    void (*call)();
    int calls = 1;  // that are looked at, in one go of `call`
};

const Call kCalls[] = {
    {"unrelated", nothing, [] { syscall(SYS_getppid); }},
    {"open", nothing, [] { open_path("/etc/debian_version"); }},
    {"open-proc", nothing, [] { open_path("/proc/uptime"); }},
    {"failed-exec", nothing, [] { execve("/usr/bin/none", kNoArguments, kNoArguments); }},
    {"rename", touch, [] { rename(kFile, kOther), rename(kOther, kFile); }, 2},
    {"chmod", touch, [] { chmod(kFile, 0600); }},
    {"mount", nothing, [] { mount("none", "/mnt", "tmpfs", 0, nullptr), umount2("/mnt", MNT_DETACH); }, 2},
    {"unshare", nothing, [] { unshare(CLONE_FILES); }},
    {"signal", nothing, [] { kill(getpid(), 0); }},
    {"socket", nothing, [] { close(socket(AF_UNIX, SOCK_STREAM, 0)); }},
    {"setuid", nothing, [] { syscall(SYS_setuid, getuid()); }},
    {"chdir", nothing,
     [] {
         if (chdir("/")) _exit(6);
     }},
    {"mmap-code", nothing, map_code},
    {"fork", nothing, fork_once},
    {"exec", nothing, exec_once},
    {"connect-unix", nothing, connect_once<&Listener::connect_unix>},
    {"connect-tcp", nothing, connect_once<&Listener::connect_tcp>},
    {"uring-open", nothing, uring_open},
};

}  // namespace

long make_calls(const std::string& name, long count) {
    for (const Call& one : kCalls) {
        if (name != one.name) continue;
        one.prepare();
        for (long i = 0; i < count; i++) one.call();
        return count * one.calls;
    }
    return 0;
}

}  // namespace overboard::bench
