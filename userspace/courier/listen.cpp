// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "base/fd.h"
#include "courier/server.h"

namespace overboard::courier {
namespace {

union AnyAddress {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
};

AnyAddress to_kernel(const Address& address) {
    AnyAddress out{};
    out.any.sa_family = address.v6 ? AF_INET6 : AF_INET;
    void* host = address.v6 ? static_cast<void*>(&out.v6.sin6_addr) : &out.v4.sin_addr;
    inet_pton(out.any.sa_family, address.host.c_str(), host);
    (address.v6 ? out.v6.sin6_port : out.v4.sin_port) = htons(address.port);
    return out;
}

std::string remedy(int error, const Address& address) {
    const std::string port = std::to_string(address.port);
    if (error == EADDRINUSE)
        return "stop what holds the port (ss -ltnp sport = :" + port + ") or choose another with --metrics";
    if (error == EADDRNOTAVAIL) return "this machine has no such address; choose one it has with --metrics";
    if (error == EACCES) return "ports below 1024 need root; choose a higher one with --metrics";
    return "choose another address with --metrics, or --metrics off";
}

}  // namespace

base::Result<int> listen_on(Address& address) {
    AnyAddress at = to_kernel(address);
    const socklen_t size = address.v6 ? sizeof at.v6 : sizeof at.v4;
    base::Fd fd{socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const int on = 1;
    if (fd) setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (!fd || bind(fd.get(), &at.any, size) != 0 || listen(fd.get(), 16) != 0) {
        const int error = errno;
        auto failed = base::fail_errno("metrics: cannot listen on " + to_string(address), error);
        failed.value().message += "; " + remedy(error, address);
        return failed;
    }
    socklen_t room = sizeof at;
    getsockname(fd.get(), &at.any, &room);
    address.port = ntohs(address.v6 ? at.v6.sin6_port : at.v4.sin_port);
    return fd.release();
}

}  // namespace overboard::courier
