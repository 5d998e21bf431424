// SPDX-License-Identifier: Apache-2.0
#include "sensor/last_watch.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>

#include "base/clock.h"

namespace overboard::sensor {
namespace {

using namespace std::chrono_literals;
constexpr auto every = 1s;
constexpr double worth_saying = 2;  // twice what is kept

}  // namespace

double LastWatch::unwatched_seconds() {
    struct stat found {};
    if (stat(path_.c_str(), &found) != 0) return 0;
    const auto last = static_cast<double>(found.st_mtim.tv_sec) + static_cast<double>(found.st_mtim.tv_nsec) / 1e9;
    return std::max(0.0, static_cast<double>(base::realtime_ns()) / 1e9 - last);
}

void LastWatch::keep(Clock::time_point now) {
    if (now < due_) return;
    due_ = now + every;
    keep();
}

void LastWatch::keep() {
    if (!fd_) fd_.reset(open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (fd_) futimens(fd_.get(), nullptr);
}

std::string say_unwatched(double seconds) {
    if (seconds < worth_saying) return {};
    char text[200];
    std::snprintf(
        text, sizeof text,
        "nobody watched this node for %.0f s before now: what was started then and still runs was found, what "
        "came and went is not known",
        seconds);
    return text;
}

}  // namespace overboard::sensor
