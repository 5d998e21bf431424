// SPDX-License-Identifier: Apache-2.0
#include "workload/listener.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace overboard::bench {
namespace {

void check(bool ok, const char* what) {
    if (ok) return;
    perror(what);
    _exit(3);
}

template <class Address>
const sockaddr* raw(const Address& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

// The container's network namespace is new: its loopback is down.
void lo_up() {
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    check(!ioctl(fd, SIOCSIFFLAGS, &request), "lo up");
    close(fd);
}

template <class Address>
int listen_on(int family, Address& address) {
    const int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    socklen_t size = sizeof(address);
    check(!bind(fd, raw(address), size), "bind");
    check(!listen(fd, 1024) && !getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), "listen");
    return fd;
}

void accept_all(int fd) {
    for (int connection; (connection = accept4(fd, nullptr, nullptr, 0)) >= 0;) close(connection);
}

template <class Address>
void connect_once(int family, const Address& address) {
    const int fd = socket(family, SOCK_STREAM, 0);
    if (family == AF_INET) {
        const linger reset{1, 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    }
    check(!connect(fd, raw(address), sizeof(address)), "connect");
    close(fd);
}

}  // namespace

Listener::Listener() {
    lo_up();
    unix_.sun_family = AF_UNIX;
    std::snprintf(unix_.sun_path, sizeof(unix_.sun_path), "/tmp/bench-%d.sock", getpid());
    tcp_.sin_family = AF_INET;
    tcp_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int unix_fd = listen_on(AF_UNIX, unix_);
    int orders[2], answers[2];
    check(!pipe(orders) && !pipe(answers), "pipe");
    pid_ = fork();
    if (!pid_) {
        close(orders[1]);  // else it would never see the end of its orders
        sockaddr_in bound = tcp_;
        const int tcp_fd = listen_on(AF_INET, bound);
        check(write(answers[1], &bound, sizeof(bound)) == sizeof(bound), "answer");
        serve(unix_fd, tcp_fd, orders[0], answers[1]);
    }
    close(unix_fd);
    orders_ = orders[1];
    answers_ = answers[0];
    check(read(answers_, &tcp_, sizeof(tcp_)) == sizeof(tcp_), "the listener");
}

Listener::~Listener() {
    close(orders_);
    waitpid(pid_, nullptr, 0);
    unlink(unix_.sun_path);
}

void Listener::serve(int unix_fd, int tcp_fd, int orders, int answers) const {
    for (char order; read(orders, &order, 1) == 1;) {
        accept_all(unix_fd);
        accept_all(tcp_fd);
        check(write(answers, &order, 1) == 1, "answer");
    }
    _exit(0);
}

void Listener::connect_unix() const { connect_once(AF_UNIX, unix_); }
void Listener::connect_tcp() const { connect_once(AF_INET, tcp_); }

void Listener::drain() const {
    char order = 'd';
    check(write(orders_, &order, 1) == 1 && read(answers_, &order, 1) == 1, "drain");
}

}  // namespace overboard::bench
