// SPDX-License-Identifier: Apache-2.0
// Tells the service manager how the daemon fares: the datagrams of sd_notify(3), by one unix socket that is opened at
// the start, so that no socket need be made later.
#pragma once

#include <chrono>
#include <string>

#include "base/fd.h"

namespace overboard::sensor {

class Notifier {
public:
    using Clock = std::chrono::steady_clock;

    // address: NOTIFY_SOCKET, a path or `@` and an abstract name; empty or unusable: every call below does nothing.
    // watchdog: WATCHDOG_USEC in microseconds, 0 for none.
    Notifier(const std::string& address, std::chrono::microseconds watchdog);

    // By the environment of systemd.exec(5). A watchdog that was meant for another process is none.
    static Notifier from_environment();

    void ready(const std::string& status) const;  // status: one line for `systemctl status`
    void reloading() const;                       // then ready() again, whatever came of it
    void stopping() const;

    // To be called by the loop that must not hang: reports at most every third of the watchdog's time.
    void alive(Clock::time_point now);

private:
    void send(const std::string& message) const;

    base::Fd socket_;
    std::chrono::microseconds every_;
    Clock::time_point next_{};
};

}  // namespace overboard::sensor
