// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <functional>
#include <memory>

#include "courier/tls.h"

namespace overboard::courier {

// One client's connection, plain or TLS, as the HTTP library reads and writes it. The library's timeouts are for each
// read, so that a client that sends a byte a second would hold a thread for hours: this one counts all time and all
// bytes together. Whatever is over its limit reads as an error, and the library gives the connection up.
class Connection : public httplib::Stream {
public:
    using Clock = std::chrono::steady_clock;
    struct Limits {
        std::chrono::milliseconds to_ask, in_all;  // until the request was read; for all of it
        std::chrono::milliseconds when_crowded;    // instead of both, while others wait for a thread
        std::size_t bytes;                         // that a client may send, TLS's own not counted
        std::function<bool()> crowded;
    };
    enum class End : std::uint8_t { none, slow, oversized, handshake };

    // fd: a connected socket, borrowed; made non-blocking. context: null for plain HTTP.
    Connection(int fd, const Limits& limits, Tls::Context context);
    ~Connection() override;  // says good-bye in TLS, without waiting

    // TLS's first part. False: it came to nothing, and end() says why.
    bool accept();
    void asked() { asked_ = true; }  // the request was read: what is left is the answer
    End end() const { return end_; }
    bool answered() const { return answered_; }  // at least in part

    bool is_readable() const override;
    bool is_writable() const override;
    ssize_t read(char* out, std::size_t size) override;
    ssize_t write(const char* bytes, std::size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override { return fd_; }

private:
    bool wait(short events);
    bool retry(int result, short plain_events);
    ssize_t receive(char* out, std::size_t size);
    ssize_t transmit(const char* bytes, std::size_t size);

    const int fd_;
    const Limits& limits_;
    const Clock::time_point begun_ = Clock::now();
    Tls::Context context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
    std::array<char, 4096> buffer_{};  // the library reads byte by byte
    std::size_t from_ = 0, to_ = 0, taken_ = 0;
    bool asked_ = false, answered_ = false;
    End end_ = End::none;
};

}  // namespace overboard::courier
