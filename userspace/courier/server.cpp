// SPDX-License-Identifier: Apache-2.0
#include "courier/server.h"

#include <httplib.h>

#include <chrono>
#include <mutex>

#include "courier/deadline.h"
#include "courier/workers.h"

namespace overboard::courier {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto answer_within = std::chrono::seconds(2);  // for one question to the sensor
constexpr auto lately = std::chrono::seconds(10);        // an answer this old still means alive
constexpr const char* text_format = "text/plain; version=0.0.4; charset=utf-8";

// One question at a time, for both workers.
class Sensor {
public:
    explicit Sensor(Channel& channel) : channel_(channel) {}

    // nullopt: no answer in time. Ends the process when the sensor is gone: there is nothing left to serve.
    std::optional<std::string> ask(const std::string& question) {
        const std::lock_guard lock(mutex_);
        const std::uint32_t id = ++last_id_;
        const auto deadline = Clock::now() + answer_within;
        if (!channel_.send({id, question})) _exit(0);
        for (;;) {
            auto answer = channel_.receive();
            if (!answer) _exit(0);
            if (*answer && (*answer)->id == id) return answered_ = Clock::now(), std::move((*answer)->text);
            if (*answer) continue;  // of a question given up on
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
            if (left <= 0 || !channel_.wait(static_cast<int>(left))) return std::nullopt;
            if (!channel_.flush()) _exit(0);
        }
    }

    bool answered_lately() {
        const std::lock_guard lock(mutex_);
        return Clock::now() - answered_ < lately;
    }

private:
    Channel& channel_;
    std::mutex mutex_;
    std::uint32_t last_id_ = 0;
    Clock::time_point answered_ = Clock::now();
};

// The listening socket is opened by listen_on(), which can say why it failed; and without SO_REUSEPORT,
// which the library sets and which would let two daemons share a port unnoticed.
class Server : public httplib::Server {
public:
    explicit Server(int listening) { svr_sock_ = listening; }
};

void respond(httplib::Response& response, int status, const std::string& body) {
    response.status = status;
    response.set_content(body, text_format);
}

void route(Server& server, Sensor& sensor) {
    using httplib::Request, httplib::Response;
    server.Get("/metrics", [&](const Request&, Response& response) {
        const auto text = sensor.ask("metrics");
        respond(response, text ? 200 : 503, text.value_or("the sensor did not answer\n"));
    });
    server.Get("/healthz", [&](const Request&, Response& response) {
        const bool alive = sensor.ask("health") || sensor.answered_lately();
        respond(response, alive ? 200 : 503, alive ? "ok\n" : "the sensor has not answered for 10 s\n");
    });
    server.Get("/readyz", [&](const Request&, Response& response) {
        const auto health = sensor.ask("health");
        respond(response, health == "ready\n" ? 200 : 503, health.value_or("the sensor did not answer\n"));
    });
}

}  // namespace

void serve(int listening, Channel& channel) {
    Sensor sensor{channel};
    Server server{listening};
    Deadline deadline{std::chrono::seconds(10)};
    server.new_task_queue = [&] { return new Workers(deadline); };
    server.set_keep_alive_max_count(1);
    server.set_keep_alive_timeout(2);
    server.set_read_timeout(2);
    server.set_write_timeout(2);
    server.set_payload_max_length(1024);
    route(server, sensor);
    server.listen_after_bind();
}

}  // namespace overboard::courier
