// SPDX-License-Identifier: Apache-2.0
#include "courier/connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace overboard::courier {
namespace {

constexpr auto look_again = std::chrono::milliseconds(200);  // whether others wait by now

void describe(const sockaddr_storage& address, std::string& ip, int& port) {
    char text[INET6_ADDRSTRLEN] = "";
    if (address.ss_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
        inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
        port = ntohs(v4.sin_port);
    } else if (address.ss_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
        inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
        port = ntohs(v6.sin6_port);
    }
    ip = text;
}

}  // namespace

Connection::Connection(int fd, const Limits& limits, Tls::Context context)
    : fd_(fd), limits_(limits), context_(std::move(context)) {
    fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
    if (!context_) return;
    ssl_.reset(SSL_new(context_.get()));
    if (ssl_) SSL_set_fd(ssl_.get(), fd_);
}

Connection::~Connection() {
    if (ssl_ && end_ == End::none) SSL_shutdown(ssl_.get());
    ERR_clear_error();
}

bool Connection::accept() {
    if (!context_) return true;
    int result = 0;
    while (ssl_ && (result = SSL_accept(ssl_.get())) != 1 && retry(result, 0)) continue;
    if (ssl_ && result == 1) return true;
    if (end_ == End::none) end_ = End::handshake;
    return false;
}

// Until the descriptor is ready; false when time is over.
bool Connection::wait(short events) {
    for (;;) {
        const auto spent = Clock::now() - begun_;
        auto limit = asked_ ? limits_.in_all : limits_.to_ask;
        if (limits_.crowded()) limit = std::min(limit, limits_.when_crowded);
        if (spent >= limit) return end_ = End::slow, false;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(limit - spent);
        pollfd ready{fd_, events, 0};
        const int got = poll(&ready, 1, static_cast<int>(std::min(left, look_again).count()));
        if (got > 0) return true;
        if (got < 0 && errno != EINTR) return false;
    }
}

// After a call that gave `result`: waits for what it needs. False: there is nothing to wait for.
bool Connection::retry(int result, short plain_events) {
    if (!ssl_) return (errno == EAGAIN || errno == EINTR) && wait(plain_events);
    const int why = SSL_get_error(ssl_.get(), result);
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
        ERR_clear_error();  // the queue is the thread's: the next connection must not find this one's
        return false;
    }
    return wait(why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT);
}

ssize_t Connection::receive(char* out, std::size_t size) {
    for (;;) {
        const int got =
            ssl_ ? SSL_read(ssl_.get(), out, static_cast<int>(size)) : static_cast<int>(recv(fd_, out, size, 0));
        if (got > 0 || (got == 0 && !ssl_)) return got;
        if (!retry(got, POLLIN)) return -1;
    }
}

ssize_t Connection::transmit(const char* bytes, std::size_t size) {
    constexpr std::size_t most = 64 << 10;
    size = std::min(size, most);
    for (;;) {
        const int sent = ssl_ ? SSL_write(ssl_.get(), bytes, static_cast<int>(size))
                              : static_cast<int>(send(fd_, bytes, size, MSG_NOSIGNAL));
        if (sent > 0) return sent;
        if (!retry(sent, POLLOUT)) return -1;
    }
}

bool Connection::is_readable() const { return end_ == End::none; }
bool Connection::is_writable() const { return end_ == End::none; }

ssize_t Connection::read(char* out, std::size_t size) {
    if (from_ == to_) {
        if (taken_ >= limits_.bytes) return end_ = End::oversized, -1;
        const ssize_t got = receive(buffer_.data(), std::min(buffer_.size(), limits_.bytes - taken_));
        if (got <= 0) return got;
        from_ = 0;
        to_ = static_cast<std::size_t>(got);
        taken_ += to_;
    }
    const std::size_t part = std::min(size, to_ - from_);
    std::memcpy(out, buffer_.data() + from_, part);
    from_ += part;
    return static_cast<ssize_t>(part);
}

ssize_t Connection::write(const char* bytes, std::size_t size) {
    if (end_ == End::slow) return -1;
    answered_ = true;
    return transmit(bytes, size);
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (getpeername(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0) describe(address, ip, port);
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0) describe(address, ip, port);
}

}  // namespace overboard::courier
