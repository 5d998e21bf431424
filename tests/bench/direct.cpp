// SPDX-License-Identifier: Apache-2.0
#include "direct.h"

#include <poll.h>

#include <stdexcept>

#include "machine.h"
#include "stand.h"

namespace overboard::bench {

Direct::Direct(const source::KernelFilter& filter) {
    auto live = source::Live::open({}, filter);
    if (!live) throw std::runtime_error(live.error().message);
    live_ = std::move(*live);
    if (auto found = live_->scan(); !found) throw std::runtime_error(found.error().message);
    reader_ = std::thread([this] { read(); });
}

Direct::~Direct() {
    stop_ = true;
    reader_.join();
}

void Direct::read() {
    pin_to(kReaderCore);
    pollfd asked{live_->poll_fd(), POLLIN, 0};
    while (!stop_) {
        poll(&asked, 1, 50);
        if (!live_->drain([](auto) {})) return;
    }
}

}  // namespace overboard::bench
