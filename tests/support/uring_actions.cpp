// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "support/actions.h"
#include "support/agent.h"
#include "support/uring.h"

#ifndef IOSQE_CQE_SKIP_SUCCESS  // 5.17; Debian 12's headers have it, older ones not
#define IOSQE_CQE_SKIP_SUCCESS (1U << 6)
#endif

namespace overboard::test {
namespace {

using Words = std::vector<std::string>;

constexpr std::uint64_t kAsked = 7, kOther = 8;

bool has(const Words& w, const std::string& what) {
    return ("," + w[1] + ",").find("," + what + ",") != std::string::npos;
}

unsigned setup_flags(const Words& w) { return has(w, "sqpoll") ? IORING_SETUP_SQPOLL : 0; }

void apply(const Words& w, io_uring_sqe& sqe) {
    if (has(w, "async")) sqe.flags |= IOSQE_ASYNC;
    if (has(w, "skip")) sqe.flags |= IOSQE_CQE_SKIP_SUCCESS;
    if (has(w, "link")) sqe.flags |= IOSQE_IO_LINK;
    sqe.user_data = kAsked;
}

void nop(Uring& ring, unsigned char flags = 0) {
    io_uring_sqe& sqe = ring.next();
    sqe.opcode = IORING_OP_NOP;
    sqe.flags = flags;
    sqe.user_data = kOther;
}

// 0 or an errno, of the request that was asked for. One whose completion is suppressed has succeeded when it is silent.
int outcome(const Words& w, Uring& ring) {
    const int result = ring.result(kAsked);
    if (result == -EINPROGRESS && has(w, "skip")) {
        usleep(200000);  // for a worker, or the kernel's thread
        return 0;
    }
    return result < 0 ? std::min(-result, 125) : 0;
}

// The request, with a NOP before it where it is to be the second of a chain, and after it where it is the first.
template <class Prepare>
int request(const Words& w, Uring& ring, const Prepare& prepare) {
    if (has(w, "second")) nop(ring, IOSQE_IO_LINK);
    io_uring_sqe& sqe = ring.next();
    prepare(sqe);
    apply(w, sqe);
    nop(ring);
    const unsigned silent = has(w, "skip") ? 1 : 0;
    if (ring.submit((has(w, "second") ? 3 : 2) - silent)) return errno;
    return outcome(w, ring);
}

// WAYS PATH [w]
int act_uring_open(const Words& w) {
    Uring ring(setup_flags(w));
    if (!ring.ok()) return errno;
    if (has(w, "slot") && !ring.register_files(4)) return errno;
    open_how how{};
    how.flags = w.size() > 3 && w[3] == "w" ? O_WRONLY | O_APPEND : O_RDONLY;
    return request(w, ring, [&](io_uring_sqe& sqe) {
        sqe.opcode = has(w, "openat2") ? IORING_OP_OPENAT2 : IORING_OP_OPENAT;
        sqe.fd = AT_FDCWD;
        sqe.addr = reinterpret_cast<std::uint64_t>(w[2].c_str());
        sqe.open_flags = how.flags;
        if (has(w, "openat2")) {
            sqe.len = sizeof(how);
            sqe.off = reinterpret_cast<std::uint64_t>(&how);
        }
        if (has(w, "slot")) sqe.file_index = 2;
    });
}

int connect_by(const Words& w, int fd, const void* address, socklen_t size) {
    Uring ring(setup_flags(w));
    if (!ring.ok()) return errno;
    return request(w, ring, [&](io_uring_sqe& sqe) {
        sqe.opcode = IORING_OP_CONNECT;
        sqe.fd = fd;
        sqe.addr = reinterpret_cast<std::uint64_t>(address);
        sqe.off = size;
    });
}

// WAYS PATH
int act_uring_connect(const Words& w) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    w[2].copy(address.sun_path, sizeof(address.sun_path) - 1);
    const base::Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return connect_by(w, fd.get(), &address, sizeof(address));
}

// WAYS ADDRESS PORT
int act_uring_connect_inet(const Words& w) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(w[3])));
    inet_pton(AF_INET, w[2].c_str(), &address.sin_addr);
    const base::Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return connect_by(w, fd.get(), &address, sizeof(address));
}

// PATH: opens, and in the same batch closes the descriptor that it will get.
int act_uring_open_close(const Words& w) {
    Uring ring;
    if (!ring.ok()) return errno;
    const int next = dup(0);
    close(next);
    io_uring_sqe& open = ring.next();
    open.opcode = IORING_OP_OPENAT;
    open.fd = AT_FDCWD;
    open.addr = reinterpret_cast<std::uint64_t>(w[1].c_str());
    open.user_data = kAsked;
    io_uring_sqe& close = ring.next();
    close.opcode = IORING_OP_CLOSE;
    close.fd = next;
    close.user_data = kOther;
    if (ring.submit(2)) return errno;
    if (ring.result(kAsked) != next) return 120;
    return ring.result(kOther) ? 121 : 0;
}

// ADDRESS PORT ARGV...: listens, accepts one connection by io_uring, and runs the program while it is open.
int act_uring_serve_then(const Words& w) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(w[2])));
    inet_pton(AF_INET, w[1].c_str(), &address.sin_addr);
    const auto* raw = reinterpret_cast<const sockaddr*>(&address);
    const base::Fd listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (bind(listener.get(), raw, sizeof(address)) || listen(listener.get(), 4)) return errno;
    const int client = fork();
    if (!client) {
        const int fd = socket(AF_INET, SOCK_STREAM, 0);
        char byte;
        _exit(connect(fd, raw, sizeof(address)) || read(fd, &byte, 1) < 0);
    }
    Uring ring;
    if (!ring.ok()) return errno;
    io_uring_sqe& sqe = ring.next();
    sqe.opcode = IORING_OP_ACCEPT;
    sqe.fd = listener.get();
    sqe.accept_flags = SOCK_CLOEXEC;
    sqe.user_data = kAsked;
    if (ring.submit(1)) return errno;
    const base::Fd connection(ring.result(kAsked));
    const int child = fork();
    if (!child) exec_words({w.begin() + 3, w.end()});
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}

// FROM TO: submitted now, done half a second later.
int act_uring_rename_late(const Words& w) {
    Uring ring;
    if (!ring.ok()) return errno;
    const base::Fd timer(timerfd_create(CLOCK_MONOTONIC, 0));
    const itimerspec once{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_nsec = 500'000'000}};
    timerfd_settime(timer.get(), 0, &once, nullptr);
    io_uring_sqe& wait = ring.next();
    wait.opcode = IORING_OP_POLL_ADD;
    wait.fd = timer.get();
    wait.poll_events = POLLIN;
    wait.flags = IOSQE_IO_LINK;
    wait.user_data = kOther;
    io_uring_sqe& rename = ring.next();
    rename.opcode = IORING_OP_RENAMEAT;
    rename.fd = AT_FDCWD;
    rename.addr = reinterpret_cast<std::uint64_t>(w[1].c_str());
    rename.len = static_cast<std::uint32_t>(AT_FDCWD);
    rename.addr2 = reinterpret_cast<std::uint64_t>(w[2].c_str());
    rename.user_data = kAsked;
    if (ring.submit(2)) return errno;
    return std::min(-ring.result(kAsked), 125);
}

// WAYS FAMILY TYPE PROTOCOL
int act_uring_socket(const Words& w) {
    Uring ring(setup_flags(w));
    if (!ring.ok()) return errno;
    return request(w, ring, [&](io_uring_sqe& sqe) {
        sqe.opcode = 45;  // IORING_OP_SOCKET, newer than the headers
        sqe.fd = std::stoi(w[2]);
        sqe.off = std::stoul(w[3]);
        sqe.len = static_cast<std::uint32_t>(std::stoul(w[4]));
    });
}

// WAYS FROM TO
int act_uring_rename(const Words& w) {
    Uring ring(setup_flags(w));
    if (!ring.ok()) return errno;
    return request(w, ring, [&](io_uring_sqe& sqe) {
        sqe.opcode = IORING_OP_RENAMEAT;
        sqe.fd = AT_FDCWD;
        sqe.addr = reinterpret_cast<std::uint64_t>(w[2].c_str());
        sqe.len = static_cast<std::uint32_t>(AT_FDCWD);
        sqe.addr2 = reinterpret_cast<std::uint64_t>(w[3].c_str());
    });
}

// WAYS PATH
int act_uring_unlink(const Words& w) {
    Uring ring(setup_flags(w));
    if (!ring.ok()) return errno;
    return request(w, ring, [&](io_uring_sqe& sqe) {
        sqe.opcode = IORING_OP_UNLINKAT;
        sqe.fd = AT_FDCWD;
        sqe.addr = reinterpret_cast<std::uint64_t>(w[2].c_str());
    });
}

}  // namespace

const Actions& uring_actions() {
    static const Actions actions = {
        {"uring-open", act_uring_open},
        {"uring-open-close", act_uring_open_close},
        {"uring-connect", act_uring_connect},
        {"uring-connect-inet", act_uring_connect_inet},
        {"uring-serve-then", act_uring_serve_then},
        {"uring-rename", act_uring_rename},
        {"uring-rename-late", act_uring_rename_late},
        {"uring-socket", act_uring_socket},
        {"uring-unlink", act_uring_unlink},
    };
    return actions;
}

}  // namespace overboard::test
