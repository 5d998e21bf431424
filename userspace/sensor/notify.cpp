// SPDX-License-Identifier: Apache-2.0
#include "sensor/notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace overboard::sensor {
namespace {

base::Fd connected(const std::string& address) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (address.size() < 2 || address.size() >= sizeof name.sun_path || (address[0] != '/' && address[0] != '@'))
        return {};
    std::memcpy(name.sun_path, address.data(), address.size());
    if (address[0] == '@') name.sun_path[0] = '\0';
    base::Fd fd{socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());
    if (!fd || connect(fd.get(), reinterpret_cast<const sockaddr*>(&name), length) != 0) return {};
    return fd;
}

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::uint64_t monotonic_us() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(now.tv_nsec) / 1000;
}

}  // namespace

Notifier::Notifier(const std::string& address, std::chrono::microseconds watchdog)
    : socket_(connected(address)), every_(watchdog / 3) {}

Notifier Notifier::from_environment() {
    const std::string pid = variable("WATCHDOG_PID");
    const bool ours = pid.empty() || pid == std::to_string(getpid());
    const auto watchdog = ours ? std::strtoull(variable("WATCHDOG_USEC").c_str(), nullptr, 10) : 0;
    return {variable("NOTIFY_SOCKET"), std::chrono::microseconds(watchdog)};
}

void Notifier::send(const std::string& message) const {
    // A manager that does not listen is no reason to stop watching.
    if (socket_) (void)::send(socket_.get(), message.data(), message.size(), MSG_NOSIGNAL);
}

void Notifier::ready(const std::string& status) const { send("READY=1\nSTATUS=" + status); }

void Notifier::reloading() const { send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic_us())); }

void Notifier::stopping() const { send("STOPPING=1"); }

void Notifier::alive(Clock::time_point now) {
    if (every_.count() == 0 || now < next_) return;
    next_ = now + every_;
    send("WATCHDOG=1");
}

}  // namespace overboard::sensor
