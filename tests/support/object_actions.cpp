// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <thread>

#include "support/actions.h"

namespace overboard::test {
namespace {

using Words = std::vector<std::string>;

int done(long result) { return result < 0 ? std::min(errno, 125) : 0; }

int close_after(long fd) {
    const int status = done(fd);
    if (fd >= 0) close(static_cast<int>(fd));
    return status;
}

#ifdef __x86_64__
int act_open_legacy(const Words& w) { return close_after(syscall(SYS_open, w[1].c_str(), O_RDONLY)); }
int act_creat(const Words& w) { return close_after(syscall(SYS_creat, w[1].c_str(), 0600)); }
#endif

int act_open_noatime(const Words& w) {
    return close_after(syscall(SYS_openat, AT_FDCWD, w[1].c_str(), O_RDONLY | O_NOATIME));
}

int act_open_by_handle(const Words& w) {
    struct {
        file_handle head;
        char bytes[MAX_HANDLE_SZ];
    } handle{};
    handle.head.handle_bytes = MAX_HANDLE_SZ;
    int mount = 0;
    if (name_to_handle_at(AT_FDCWD, w[1].c_str(), &handle.head, &mount, 0)) return done(-1);
    const int where = open(w[2].c_str(), O_RDONLY | O_DIRECTORY);
    return close_after(open_by_handle_at(where, &handle.head, O_RDONLY));
}

// HANDLE MOUNT: a handle that somebody else has taken, type and bytes in hexadecimal digits.
int act_open_by_handle_of(const Words& w) {
    struct {
        file_handle head;
        char bytes[MAX_HANDLE_SZ];
    } handle{};
    handle.head.handle_type = std::stoi(w[1].substr(0, 8), nullptr, 16);
    for (std::size_t at = 8; at + 1 < w[1].size(); at += 2)
        handle.bytes[handle.head.handle_bytes++] = static_cast<char>(std::stoi(w[1].substr(at, 2), nullptr, 16));
    const int where = open(w[2].c_str(), O_RDONLY | O_DIRECTORY);
    return close_after(open_by_handle_at(where, &handle.head, O_RDONLY));
}

// BASE NAME DEPTH: NAME inside NAME inside ..., and in the innermost one a file `leaf`.
int act_open_deep(const Words& w) {
    if (chdir(w[1].c_str())) return done(-1);
    for (int i = std::stoi(w[3]); i > 0; i--)
        if (mkdir(w[2].c_str(), 0755) || chdir(w[2].c_str())) return done(-1);
    return close_after(syscall(SYS_openat, AT_FDCWD, "leaf", O_WRONLY | O_CREAT, 0600));
}

int act_open_unlinked(const Words& w) {
    const int fd = open(w[1].c_str(), O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || unlink(w[1].c_str())) return done(-1);
    return close_after(open(("/proc/self/fd/" + std::to_string(fd)).c_str(), O_RDONLY));
}

// FIRST SECOND: creates one, removes it, creates the other.
int act_open_reused(const Words& w) {
    int status = perform({"open", w[1], "rw"});
    if (!status && unlink(w[1].c_str())) status = done(-1);
    return status ? status : perform({"open", w[2], "rw"});
}

int act_repeat(const Words& w) {
    int status = 0;
    for (int i = std::stoi(w[1]); i > 0 && !status; i--) status = perform({w.begin() + 2, w.end()});
    return status;
}

// As repeat, whatever comes of it.
int act_try(const Words& w) {
    for (int i = std::stoi(w[1]); i > 0; i--) perform({w.begin() + 2, w.end()});
    return 0;
}

int act_exec_path(const Words& w) {
    char* argv[] = {const_cast<char*>(w[1].c_str()), nullptr};
    execve(w[1].c_str(), argv, environ);
    return done(-1);
}

// DIRECTORY N: creates and opens N files of different names.
int act_open_many(const Words& w) {
    int status = 0;
    for (int i = std::stoi(w[2]); i > 0 && !status; i--)
        status = perform({"open", w[1] + "/" + std::to_string(i), "rw"});
    return status;
}

// What "> /dev/stdout" does where standard output is a pipe.
int act_open_pipe(const Words&) {
    int ends[2];
    if (pipe(ends) != 0) return done(-1);
    const int status = perform({"open", "/proc/self/fd/" + std::to_string(ends[1]), "w"});
    close(ends[0]);
    return close(ends[1]), status;
}

// SECRET INNOCENT ROUNDS: opens the secret while a second thread puts the innocent file in its descriptor's place, and
// keeps what was there.
int act_open_swapped(const Words& w) {
    const int innocent = open(w[2].c_str(), O_RDONLY);
    const int next = dup(innocent);  // the descriptor that each open will get
    close(next);
    std::atomic<bool> stop{false};
    std::thread swapper([&] {
        while (!stop) {
            const int kept = dup(next);
            if (kept > next) dup2(innocent, next);
            if (kept >= 0) close(kept);
        }
    });
    for (int i = std::stoi(w[3]); i > 0; i--)
        close(static_cast<int>(syscall(SYS_openat, AT_FDCWD, w[1].c_str(), O_RDONLY)));
    stop = true;
    swapper.join();
    return 0;
}

// dgram|seqpacket PATH
int act_connect_unix_as(const Words& w) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    std::strncpy(address.sun_path, w[2].c_str(), sizeof(address.sun_path) - 1);
    const int fd = socket(AF_UNIX, w[1] == "dgram" ? SOCK_DGRAM : SOCK_SEQPACKET, 0);
    const int status = done(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
    close(fd);
    return status;
}

// PATH REST: the address's length says that the path ends where the rest begins.
int act_connect_unix_unended(const Words& w) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    std::strncpy(address.sun_path, (w[1] + w[2]).c_str(), sizeof(address.sun_path) - 1);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + w[1].size());
    const int status = done(connect(fd, reinterpret_cast<const sockaddr*>(&address), size));
    close(fd);
    return status;
}

}  // namespace

const Actions& object_actions() {
    static const Actions actions = {
        {"open-noatime", act_open_noatime},
        {"open-by-handle", act_open_by_handle},
        {"open-by-handle-of", act_open_by_handle_of},
        {"open-deep", act_open_deep},
        {"open-unlinked", act_open_unlinked},
        {"open-reused", act_open_reused},
        {"open-many", act_open_many},
        {"open-pipe", act_open_pipe},
        {"open-swapped", act_open_swapped},
        {"repeat", act_repeat},
        {"try", act_try},
        {"exec-path", act_exec_path},
        {"connect-unix-unended", act_connect_unix_unended},
        {"connect-unix-as", act_connect_unix_as},
#ifdef __x86_64__
        {"open-legacy", act_open_legacy},
        {"creat", act_creat},
#endif
    };
    return actions;
}

}  // namespace overboard::test
