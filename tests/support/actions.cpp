// SPDX-License-Identifier: Apache-2.0
#include "support/actions.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <map>
#include <stdexcept>

#include "support/agent.h"
#include "support/box.h"

namespace overboard::test {
namespace {

using Words = std::vector<std::string>;

int done(long result) {
    const int error = errno;
    if (result < 0) return error < 125 ? error : 125;
    return 0;
}

int close_after(long fd) {
    const int status = done(fd);
    if (fd >= 0) close(static_cast<int>(fd));
    return status;
}

int flags_of(const Words& w, std::size_t at) {
    if (w.size() <= at || w[at] == "r") return O_RDONLY;
    if (w[at] == "w") return O_WRONLY | O_APPEND;
    return O_RDWR | O_CREAT | O_TRUNC;
}

int act_open(const Words& w) { return close_after(syscall(SYS_openat, AT_FDCWD, w[1].c_str(), flags_of(w, 2), 0600)); }

int act_openat2(const Words& w) {
    open_how how{};
    how.flags = flags_of(w, 2);
    return close_after(syscall(SYS_openat2, AT_FDCWD, w[1].c_str(), &how, sizeof(how)));
}

sockaddr_un unix_address(const std::string& path, socklen_t& size) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), std::min(path.size(), sizeof(address.sun_path) - 1));
    if (path[0] == '@') address.sun_path[0] = '\0';
    size = offsetof(sockaddr_un, sun_path) + path.size() + (path[0] == '@' ? 0 : 1);
    return address;
}

int act_connect_unix(const Words& w) {
    socklen_t size;
    const sockaddr_un address = unix_address(w[1], size);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    const int status = done(connect(fd, reinterpret_cast<const sockaddr*>(&address), size));
    close(fd);
    return status;
}

sockaddr_in inet_address(const std::string& host, const std::string& port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
    inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    return address;
}

int act_connect_inet(const Words& w) {
    const sockaddr_in address = inet_address(w[1], w[2]);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const int status = done(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
    close(fd);
    return status;
}

int act_connect_inet6(const Words& w) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(static_cast<std::uint16_t>(std::stoi(w[2])));
    inet_pton(AF_INET6, w[1].c_str(), &address.sin6_addr);
    const int fd = socket(AF_INET6, SOCK_STREAM, 0);
    const int status = done(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
    close(fd);
    return status;
}

int act_fast_open(const Words& w) {
    const sockaddr_in address = inet_address(w[1], w[2]);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const int status =
        done(sendto(fd, "x", 1, MSG_FASTOPEN, reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
    close(fd);
    return status;
}

int act_lo_up(const Words&) {
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    const int status = done(ioctl(fd, SIOCSIFFLAGS, &request));
    close(fd);
    return status;
}

// Kept open for the life of the process: what makes it a server.
int act_listen(const Words& w) {
    const sockaddr_in address = inet_address(w[1], w[2]);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address))) return done(-1);
    return done(listen(fd, 16));
}

int listener_fd = -1;

int act_listen_unix(const Words& w) {
    socklen_t size;
    const sockaddr_un address = unix_address(w[1], size);
    listener_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener_fd, reinterpret_cast<const sockaddr*>(&address), size)) return done(-1);
    return done(listen(listener_fd, 16));
}

int tcp_listener(const std::string& host, const std::string& port) {
    const sockaddr_in address = inet_address(host, port);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) || listen(fd, 16)) _exit(done(-1));
    return fd;
}

// Forks a client that connects, waits for a byte or the end, and goes.
int tcp_client(const std::string& host, const std::string& port) {
    const int child = fork();
    if (child) return child;
    const sockaddr_in address = inet_address(host, port);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address))) _exit(1);
    char byte;
    _exit(read(fd, &byte, 1) < 0);
}

int wait_for(int child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}

int spawn(const Words& argv) {
    const int child = fork();
    if (!child) exec_words(argv);
    return wait_for(child);
}

// Pre-fork: the LISTEN is this process's, the accept its worker's, which then runs the words while the connection is
// open, or after it was closed.
int serve(const Words& w, bool close_first) {
    const int fd = tcp_listener(w[1], w[2]);
    const int client = tcp_client(w[1], w[2]);
    const int worker = fork();
    if (!worker) {
        const int connection = accept4(fd, nullptr, nullptr, SOCK_CLOEXEC);
        if (close_first) {
            close(connection);
            usleep(50000);
        }
        _exit(spawn({w.begin() + 3, w.end()}));
    }
    const int status = wait_for(worker);
    wait_for(client);
    close(fd);
    return status;
}

int act_serve_then(const Words& w) { return serve(w, false); }
int act_serve_close_then(const Words& w) { return serve(w, true); }

int unix_listener(const std::string& path) {
    socklen_t size;
    const sockaddr_un address = unix_address(path, size);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, reinterpret_cast<const sockaddr*>(&address), size) || listen(fd, 16)) _exit(done(-1));
    return fd;
}

int unix_client(const std::string& path) {
    socklen_t size;
    const sockaddr_un address = unix_address(path, size);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), size)) _exit(done(-1));
    return fd;
}

// Accepts one connection on fd in a child that listens on nothing, and runs the words there.
int backend(int fd, const Words& argv) {
    const int child = fork();
    if (child) return child;
    const int connection = accept4(fd, nullptr, nullptr, SOCK_CLOEXEC);
    const int status = spawn(argv);
    close(connection);
    _exit(status);
}

int act_unix_serve_then(const Words& w) {
    const int fd = unix_listener(w[1]);
    const int child = backend(fd, {w.begin() + 2, w.end()});
    const int client = unix_client(w[1]);
    const int status = wait_for(child);
    close(client);
    return status;
}

// nginx in front of php-fpm: a front server accepts a TCP connection and passes it on over a unix socket.
int act_fpm_then(const Words& w) {
    const int fd = unix_listener(w[3]);
    const int child = backend(fd, {w.begin() + 4, w.end()});
    const int front = fork();
    if (!front) {
        const int tcp = tcp_listener(w[1], w[2]);
        const int client = tcp_client(w[1], w[2]);
        const int connection = accept4(tcp, nullptr, nullptr, SOCK_CLOEXEC);
        unix_client(w[3]);
        usleep(300000);
        close(connection);
        _exit(wait_for(client));
    }
    const int status = wait_for(child);
    wait_for(front);
    return status;
}

int act_symlink(const Words& w) { return done(symlink(w[1].c_str(), w[2].c_str())); }
int act_rename(const Words& w) { return done(rename(w[1].c_str(), w[2].c_str())); }
int act_chroot_open(const Words& w) { return chroot(w[1].c_str()) ? done(-1) : act_open({"open", w[2]}); }

int act_memfd_exec(const Words& w) {
    const int from = open(w[1].c_str(), O_RDONLY), to = static_cast<int>(syscall(SYS_memfd_create, "x", 0));
    char buffer[65536];
    for (ssize_t n; (n = read(from, buffer, sizeof(buffer))) > 0;)
        if (write(to, buffer, n) != n) return done(-1);
    char* argv[] = {const_cast<char*>("memfd"), const_cast<char*>("--inside"), const_cast<char*>("action"),
                    const_cast<char*>("nothing"), nullptr};
    syscall(SYS_execveat, to, "", argv, environ, AT_EMPTY_PATH);
    return done(-1);
}

// As user and group 65534, so that permissions hold.
int act_as_nobody(const Words& w) {
    if (setgid(65534) || setuid(65534)) return done(-1);
    return perform({w.begin() + 1, w.end()});
}

// A container inside this one, made by this process as a nested runtime would.
int act_nest(const Words& w) {
    try {
        return Box().exec({w.begin() + 1, w.end()});
    } catch (const std::exception& error) {
        fprintf(stderr, "nest: %s\n", error.what());
        return 125;
    }
}

int act_nothing(const Words&) { return 0; }

int act_exec(const Words& w) { exec_words({w.begin() + 1, w.end()}); }

const Actions& table() {
    static const Actions actions = {
        {"open", act_open},
        {"openat2", act_openat2},
        {"connect-unix", act_connect_unix},
        {"connect-inet", act_connect_inet},
        {"connect-inet6", act_connect_inet6},
        {"fast-open", act_fast_open},
        {"lo-up", act_lo_up},
        {"listen", act_listen},
        {"listen-unix", act_listen_unix},
        {"serve-then", act_serve_then},
        {"serve-close-then", act_serve_close_then},
        {"unix-serve-then", act_unix_serve_then},
        {"fpm-then", act_fpm_then},
        {"symlink", act_symlink},
        {"rename", act_rename},
        {"chroot-open", act_chroot_open},
        {"memfd-exec", act_memfd_exec},
        {"as-nobody", act_as_nobody},
        {"nest", act_nest},
        {"nothing", act_nothing},
        {"exec", act_exec},
    };
    return actions;
}

}  // namespace

int perform(const Words& words) {
    for (const auto* actions :
         {&table(), &object_actions(), &change_actions(), &uring_actions(), &privilege_actions(), &compat_actions()})
        if (const auto action = actions->find(words.empty() ? "" : words[0]); action != actions->end())
            return action->second(words);
    fprintf(stderr, "agent: no action '%s'\n", words.empty() ? "" : words[0].c_str());
    return 124;
}

}  // namespace overboard::test
