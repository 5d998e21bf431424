// SPDX-License-Identifier: Apache-2.0
#include "courier/channel.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace overboard::courier {
namespace {

// Host byte order: both ends are this machine.
struct Header {
    std::uint32_t length, id;
};

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

Channel::Channel(int fd, std::size_t max_in) : fd_(fd), max_in_(max_in) {
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

base::Result<std::optional<Message>> Channel::receive() {
    for (;;) {
        Header header{};
        if (in_.size() >= sizeof header) {
            std::memcpy(&header, in_.data(), sizeof header);
            if (header.length > max_in_)
                return base::fail("a message of " + std::to_string(header.length) + " bytes is too long");
            if (in_.size() >= sizeof header + header.length) {
                Message message{header.id, in_.substr(sizeof header, header.length)};
                in_.erase(0, sizeof header + header.length);
                return message;
            }
        }
        char bytes[16384];
        const ssize_t got = recv(fd_.get(), bytes, sizeof bytes, 0);
        if (got == 0) return base::fail("the other end closed the channel");
        if (got < 0 && would_block()) return std::nullopt;
        if (got < 0) return base::fail_errno("cannot read from the channel", errno);
        in_.append(bytes, static_cast<std::size_t>(got));
    }
}

base::Result<void> Channel::send(const Message& message) {
    const Header header{static_cast<std::uint32_t>(message.text.size()), message.id};
    out_.append(reinterpret_cast<const char*>(&header), sizeof header).append(message.text);
    return flush();
}

base::Result<void> Channel::flush() {
    while (!out_.empty()) {
        const ssize_t sent = ::send(fd_.get(), out_.data(), out_.size(), MSG_NOSIGNAL);
        if (sent < 0 && would_block()) return {};
        if (sent < 0) return base::fail_errno("cannot write to the channel", errno);
        out_.erase(0, static_cast<std::size_t>(sent));
    }
    return {};
}

bool Channel::wait(int ms) const {
    const short events = unsent() ? POLLIN | POLLOUT : POLLIN;
    pollfd poll_for{fd_.get(), events, 0};
    return poll(&poll_for, 1, ms) > 0;
}

}  // namespace overboard::courier
