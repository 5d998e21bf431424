// SPDX-License-Identifier: Apache-2.0
#include "sensor/notify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstring>

namespace {

using namespace overboard;
using namespace std::chrono_literals;
using testing::StartsWith;

const auto start = sensor::Notifier::Clock::time_point{} + 1h;

// What systemd is to a service: a datagram socket under an abstract name.
class Manager {
public:
    explicit Manager(const std::string& name) : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path + 1, name.data(), name.size());
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
        bound_ = bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), length) == 0;
    }

    bool bound() const { return bound_; }

    std::string heard() const {
        char text[512];
        const ssize_t size = recv(fd_.get(), text, sizeof text, 0);
        return size < 0 ? "" : std::string(text, static_cast<std::size_t>(size));
    }

private:
    base::Fd fd_;
    bool bound_ = false;
};

struct Notify : testing::Test {
    void SetUp() override { ASSERT_TRUE(manager.bound()); }
    const std::string name = "overboard-test-" + std::to_string(getpid());
    const Manager manager{name};
};

TEST_F(Notify, SaysWhenItIsReadyReloadsAndStops) {
    const sensor::Notifier notifier{"@" + name, 0us};
    notifier.ready("21 rules");
    EXPECT_EQ(manager.heard(), "READY=1\nSTATUS=21 rules");
    notifier.reloading();
    EXPECT_THAT(manager.heard(), StartsWith("RELOADING=1\nMONOTONIC_USEC="));
    notifier.stopping();
    EXPECT_EQ(manager.heard(), "STOPPING=1");
}

TEST_F(Notify, FeedsTheWatchdogThreeTimesInItsTime) {
    sensor::Notifier notifier{"@" + name, 30s};
    notifier.alive(start);
    EXPECT_EQ(manager.heard(), "WATCHDOG=1");
    notifier.alive(start + 9s);
    EXPECT_EQ(manager.heard(), "");
    notifier.alive(start + 10s);
    EXPECT_EQ(manager.heard(), "WATCHDOG=1");
}

TEST_F(Notify, WithoutAWatchdogNothingIsFed) {
    sensor::Notifier notifier{"@" + name, 0us};
    notifier.alive(start);
    EXPECT_EQ(manager.heard(), "");
}

TEST(NotifyNobody, IsNoFault) {
    for (const char* address : {"", "@", "relative", "/nowhere/there/is/none"}) {
        sensor::Notifier notifier{address, 1s};
        notifier.ready("x");
        notifier.alive(start);
    }
}

TEST(NotifyEnvironment, AWatchdogOfAnotherProcessIsNone) {
    const std::string name = "overboard-test-environment-" + std::to_string(getpid());
    const Manager manager{name};
    ASSERT_TRUE(manager.bound());
    setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
    setenv("WATCHDOG_USEC", "3000000", 1);
    setenv("WATCHDOG_PID", "1", 1);
    sensor::Notifier::from_environment().alive(start);
    EXPECT_EQ(manager.heard(), "");
    setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
    sensor::Notifier::from_environment().alive(start);
    EXPECT_EQ(manager.heard(), "WATCHDOG=1");
    for (const char* variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(variable);
}

}  // namespace
