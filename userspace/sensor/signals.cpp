// SPDX-License-Identifier: Apache-2.0
#include "sensor/signals.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace overboard::sensor {

Signals::Signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN);
    fd_.reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

void Signals::take(const std::function<void()>& reload, const std::function<void()>& stop) const {
    for (signalfd_siginfo info{}; read(fd_.get(), &info, sizeof info) == sizeof info;)
        info.ssi_signo == SIGHUP ? reload() : stop();
}

}  // namespace overboard::sensor
