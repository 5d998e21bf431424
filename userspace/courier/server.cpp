// SPDX-License-Identifier: Apache-2.0
#include "courier/server.h"

#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "courier/access.h"
#include "courier/connection.h"
#include "courier/gate.h"
#include "courier/questions.h"
#include "courier/refusals.h"
#include "courier/workers.h"

namespace overboard::courier {
namespace {

using namespace std::chrono_literals;
using httplib::Request, httplib::Response;
constexpr auto access_within = 10s;  // after which a sensor that has said nothing never will
constexpr const char* text_format = "text/plain; version=0.0.4; charset=utf-8";

void respond(Response& response, int status, const std::string& body) {
    response.status = status;
    response.set_content(body, text_format);
}

// The listening socket is opened by listen_on(), which can say why it failed; and without SO_REUSEPORT, which the
// library sets and which would let two daemons share a port unnoticed.
class Server : public httplib::Server {
public:
    Server(int listening, Channel& channel) : sensor_(channel, [this](const std::string& text) { take(text); }) {
        svr_sock_ = listening;
        new_task_queue = [this] { return new Workers(waiting_); };
        set_payload_max_length(1024);
        route();
    }

    // Fails closed: whoever may come in must be known before anybody is let in.
    bool learn_access() {
        sensor_.listen(access_within);
        return knows_access_;
    }

private:
    void take(const std::string& text) {
        const auto access = decode_access(text);
        if (!access) return;
        Tls::Context context;
        if (!access->certificate.empty()) {
            auto made = Tls::identity(access->certificate, access->key);
            if (!made) return;
            context = *made;
        }
        gate_.use(access->users);
        tls_.use(std::move(context));
        knows_access_ = true;
    }

    bool process_and_close_socket(socket_t fd) override {
        sensor_.listen();
        {
            Connection connection{fd, limits_, tls_.current()};
            bool closed = false;
            if (connection.accept())
                process_request(connection, true, closed, [&](const Request&) { connection.asked(); });
            count(connection);
        }
        // What the client still sends is taken, a little of it: closing over unread bytes would take the answer back.
        shutdown(fd, SHUT_WR);
        char waste[4096];
        for (int i = 0; i < 16 && recv(fd, waste, sizeof waste, MSG_DONTWAIT) > 0; ++i) continue;
        close(fd);
        return true;
    }

    void count(const Connection& connection) {
        const auto end = connection.end();
        if (end == Connection::End::slow) refused_.add(Refusal::slow);
        if (end == Connection::End::oversized && !connection.answered()) refused_.add(Refusal::malformed);
        if (end == Connection::End::handshake) refused_.add(Refusal::handshake);
    }

    // Probes have no password: /healthz and /readyz say alive or not, and what is missing.
    HandlerResponse admit(const Request& request, Response& response) {
        if (request.path == "/healthz" || request.path == "/readyz") return HandlerResponse::Unhandled;
        const auto verdict =
            gate_.judge(request.get_header_value("Authorization"), request.remote_addr, Gate::Clock::now());
        if (verdict == Gate::Verdict::welcome) return HandlerResponse::Unhandled;
        if (verdict == Gate::Verdict::throttled) {
            refused_.add(Refusal::throttled);
            response.set_header("Retry-After", "2");
            respond(response, 429, "too many wrong passwords from this address\n");
        } else {
            refused_.add(Refusal::unauthorized);
            response.set_header("WWW-Authenticate", "Basic realm=\"overboard\", charset=\"UTF-8\"");
            respond(response, 401, "unauthorized\n");
        }
        return HandlerResponse::Handled;
    }

    void route() {
        set_error_handler([this](const Request&, const Response& response) {
            if (response.status == 400 || response.status == 413 || response.status == 414)
                refused_.add(Refusal::malformed);
        });
        set_pre_routing_handler([this](const auto& request, auto& response) { return admit(request, response); });
        Get("/metrics", [this](const Request&, Response& response) {
            const auto text = sensor_.ask("metrics " + refused_.text());
            respond(response, text ? 200 : 503, text.value_or("the sensor did not answer\n"));
        });
        Get("/healthz", [this](const Request&, Response& response) {
            const bool alive = sensor_.ask("health") || sensor_.answered_lately();
            respond(response, alive ? 200 : 503, alive ? "ok\n" : "the sensor has not answered for 10 s\n");
        });
        Get("/readyz", [this](const Request&, Response& response) {
            const auto health = sensor_.ask("health");
            respond(response, health == "ready\n" ? 200 : 503, health.value_or("the sensor did not answer\n"));
        });
    }

    std::atomic<int> waiting_ = 0;
    const Connection::Limits limits_{
        .to_ask = 5s, .in_all = 10s, .when_crowded = 1s, .bytes = 16 << 10, .crowded = [this] { return waiting_ > 0; }};
    RefusalCount refused_;
    Gate gate_;
    Tls tls_;
    std::atomic<bool> knows_access_ = false;
    Questions sensor_;
};

}  // namespace

// The kernel's signal at the parent's death is the parent's to send, and the sensor gave up CAP_KILL: it may not signal
// one that is nobody. The channel's other end closes whatever the sensor may.
void end_with_channel(int channel_fd) {
    std::thread([channel_fd] {
        pollfd closed{channel_fd, 0, 0};
        while (poll(&closed, 1, -1) != 1) continue;
        _exit(0);
    }).detach();
}

void serve(int listening, Channel& channel) {
    end_with_channel(channel.fd());
    Server server{listening, channel};
    if (server.learn_access()) server.listen_after_bind();
}

}  // namespace overboard::courier
