// SPDX-License-Identifier: Apache-2.0
// A real courier process, asked over real HTTP on a free loopback port.
#include "courier/courier.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "base/fd.h"
#include "courier/channel.h"
#include "courier/privileges.h"
#include "courier/server.h"
#include "courier/supervisor.h"

namespace {

using namespace overboard;
using namespace std::chrono_literals;
using courier::Supervisor;
using testing::HasSubstr;

base::Result<pid_t> spawn_here(int channel_fd, const std::string& listen) {
    const pid_t parent = getpid(), child = fork();
    if (child == 0) {
        for (int fd = 3; fd < 256; ++fd)
            if (fd != channel_fd) close(fd);
        _exit(courier::run(channel_fd, parent, listen));
    }
    return child;
}

class Courier : public testing::Test {
protected:
    std::string metrics = "overboard_build_info 1\n", health = "ready\n";
    std::vector<std::string> said;
    Supervisor supervisor{{.listen = "127.0.0.1:0",
                           .spawn = spawn_here,
                           .metrics = [this] { return metrics; },
                           .health = [this] { return health; },
                           .log = [this](bool, const std::string& line) { said.push_back(line); }}};

    // Plays the sensor's loop until done() holds.
    bool serve_until(const std::function<bool()>& done, std::chrono::milliseconds limit = 5s) {
        for (const auto end = Supervisor::Clock::now() + limit; Supervisor::Clock::now() < end;) {
            if (done()) return true;
            pollfd ready{supervisor.poll_fd(), POLLIN, 0};
            if (poll(&ready, 1, 20) > 0) supervisor.service(Supervisor::Clock::now());
            supervisor.tick(Supervisor::Clock::now());
        }
        return done();
    }

    void start() {
        supervisor.start(Supervisor::Clock::now());
        ASSERT_TRUE(serve_until([this] { return !supervisor.address().empty(); })) << testing::PrintToString(said);
    }

    int port() const { return std::stoi(supervisor.address().substr(supervisor.address().rfind(':') + 1)); }

    // Status -1: no answer.
    httplib::Response get(const std::string& path, bool answer = true) {
        std::atomic<bool> done = false;
        httplib::Response response;
        std::thread client([&, at = port()] {
            if (auto result = httplib::Client("127.0.0.1", at).Get(path)) response = *result;
            done = true;
        });
        if (answer) serve_until([&] { return done.load(); });
        client.join();
        return response;
    }

    std::string status(const std::string& key) const {
        std::ifstream in("/proc/" + std::to_string(supervisor.pid()) + "/status");
        for (std::string line; std::getline(in, line);)
            if (line.starts_with(key + ":\t")) return line.substr(key.size() + 2);
        return "?";
    }
};

TEST_F(Courier, ServesTheSensorsMetrics) {
    start();
    const auto answer = get("/metrics");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, metrics);
    EXPECT_EQ(answer.get_header_value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(answer.get_header_value("Connection"), "close");
}

TEST_F(Courier, ServesMetricsLargerThanASocketBuffer) {
    metrics.assign(3 << 20, 'm');
    start();
    EXPECT_EQ(get("/metrics").body.size(), metrics.size());
}

TEST_F(Courier, TellsReadyFromNotReady) {
    start();
    EXPECT_EQ(get("/readyz").status, 200);
    health = "no rules are loaded\n";
    const auto answer = get("/readyz");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.body, "no rules are loaded\n");
    EXPECT_EQ(get("/healthz").status, 200) << "alive all the same";
    EXPECT_EQ(get("/secret").status, 404);
}

TEST_F(Courier, SaysSoWhenTheSensorDoesNotAnswer) {
    start();
    EXPECT_EQ(get("/readyz", false).status, 503);
    EXPECT_EQ(get("/metrics").body, metrics) << "the late answer is not taken for this one";
}

TEST_F(Courier, KeepsNoPrivilege) {
    start();
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"}) EXPECT_EQ(status(set), "0000000000000000") << set;
    EXPECT_EQ(status("NoNewPrivs"), "1");
    EXPECT_EQ(status("Seccomp"), "2");
    if (geteuid() != 0) GTEST_SKIP() << "the rest needs root to have something to lose";
    EXPECT_EQ(status("CapBnd"), "0000000000000000");
    EXPECT_EQ(status("Uid"), "65534\t65534\t65534\t65534");
    EXPECT_EQ(status("Gid"), "65534\t65534\t65534\t65534");
    EXPECT_EQ(status("Groups"), " ");
}

TEST_F(Courier, IsStartedAgainWhenItDies) {
    start();
    const pid_t first = supervisor.pid();
    ASSERT_EQ(kill(first, SIGKILL), 0);
    const auto again = [&] { return supervisor.pid() && supervisor.pid() != first && !supervisor.address().empty(); };
    ASSERT_TRUE(serve_until(again));
    EXPECT_EQ(supervisor.restarts(), 1u);
    EXPECT_THAT(said, testing::Contains(HasSubstr("died (signal 9)")));
    EXPECT_EQ(get("/metrics").status, 200);
}

TEST_F(Courier, EndsAConnectionThatDribbles) {
    start();
    const base::Fd fd{socket(AF_INET, SOCK_STREAM, 0)};
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port()));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(connect(fd.get(), reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
    const auto begun = Supervisor::Clock::now();
    const auto cut_off = [&] {
        char byte = 0;
        return send(fd.get(), "G", 1, MSG_NOSIGNAL) < 0 || recv(fd.get(), &byte, 1, MSG_DONTWAIT) == 0;
    };
    EXPECT_TRUE(serve_until(cut_off, 15s));
    EXPECT_LT(Supervisor::Clock::now() - begun, 13s);
}

TEST_F(Courier, SurvivesARequestThatIsTooLarge) {
    start();
    std::atomic<bool> done = false;
    std::thread client([&, at = port()] {
        httplib::Client http("127.0.0.1", at);
        (void)http.Get("/" + std::string(100'000, 'a'));
        (void)http.Post("/metrics", std::string(100'000, 'b'), "text/plain");
        done = true;
    });
    serve_until([&] { return done.load(); });
    client.join();
    EXPECT_EQ(get("/metrics").status, 200);
    EXPECT_EQ(supervisor.restarts(), 0u);
}

TEST(CourierAlone, NamesTheHolderOfAPortThatIsTaken) {
    courier::Address address = *courier::parse_address("127.0.0.1:0");
    const base::Fd held{*courier::listen_on(address)};
    std::vector<std::string> said;
    Supervisor supervisor{{.listen = to_string(address),
                           .spawn = spawn_here,
                           .metrics = [] { return ""; },
                           .health = [] { return ""; },
                           .log = [&](bool, const std::string& line) { said.push_back(line); }}};
    supervisor.start(Supervisor::Clock::now());
    for (int i = 0; i < 200 && supervisor.restarts() == 0; ++i) {
        supervisor.service(Supervisor::Clock::now());
        usleep(10'000);
    }
    ASSERT_EQ(said.size(), 1u) << "one sentence, and none of the death that follows";
    EXPECT_THAT(said[0], HasSubstr("cannot listen on " + to_string(address) + ": Address already in use"));
    EXPECT_THAT(said[0], HasSubstr("--metrics"));
}

// A sensor that starts a courier, says its pid and dies.
[[noreturn]] void short_lived_sensor(int report) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) _exit(1);
    const pid_t child = *spawn_here(ends[1], "127.0.0.1:0");
    close(ends[1]);
    courier::Channel channel{ends[0], courier::max_request};
    for (auto said = channel.receive(); said && !*said; said = channel.receive()) channel.wait(1000);
    (void)!write(report, &child, sizeof child);
    if (!courier::keep_capabilities({})) _exit(1);  // as a sensor at work, which may not signal it any more
    _exit(0);
}

TEST(CourierAlone, EndsWithTheSensor) {
    int report[2];
    ASSERT_EQ(pipe(report), 0);
    const pid_t sensor = fork();
    if (sensor == 0) short_lived_sensor(report[1]);
    close(report[1]);
    pid_t orphan = 0;
    ASSERT_EQ(read(report[0], &orphan, sizeof orphan), static_cast<ssize_t>(sizeof orphan));
    close(report[0]);
    bool gone = false;
    for (int i = 0; i < 300 && !gone; ++i, usleep(10'000)) {
        std::ifstream stat("/proc/" + std::to_string(orphan) + "/stat");
        std::string line;
        gone = !std::getline(stat, line) || line.find(") Z ") != line.npos;
    }
    EXPECT_TRUE(gone);
    waitpid(sensor, nullptr, 0);
}

}  // namespace
