// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>
#include <sys/un.h>

namespace overboard::bench {

// A process of its own that listens on a unix stream and on TCP (loopback), so that who connects is no server.
class Listener {
public:
    Listener();
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    void connect_unix() const;
    void connect_tcp() const;  // closed by a reset: nothing stays in TIME_WAIT
    void drain() const;        // accepts and closes what has gathered

private:
    [[noreturn]] void serve(int unix_fd, int tcp_fd, int orders, int answers) const;

    int pid_ = -1, orders_ = -1, answers_ = -1;
    sockaddr_un unix_{};
    sockaddr_in tcp_{};
};

}  // namespace overboard::bench
