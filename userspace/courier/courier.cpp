// SPDX-License-Identifier: Apache-2.0
#include "courier/courier.h"

#include <openssl/ssl.h>
#include <sys/prctl.h>

#include <csignal>

#include "courier/confine.h"
#include "courier/server.h"

namespace overboard::courier {
namespace {

constexpr int flush_ms = 1000;

int fail(Channel& sensor, const base::Error& error) {
    if (sensor.send({0, "failed " + error.message}) && sensor.unsent() && sensor.wait(flush_ms)) (void)sensor.flush();
    return 1;
}

}  // namespace

int run(int channel_fd, int parent, const std::string& listen) {
    // The sensor ends the courier, or dies and takes it along: a terminal's or a service manager's signal to the whole
    // group must not end it first.
    for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP}) signal(number, SIG_IGN);
    prctl(PR_SET_NAME, "overboard-http", 0, 0, 0);  // executed as /proc/self/exe, it would be called "exe"
    Channel sensor{channel_fd, max_answer};
    if (const auto tied = die_with(parent); !tied) return 1;
    auto address = parse_address(listen);
    if (!address) return fail(sensor, address.error());
    const auto listening = listen_on(*address);
    if (!listening) return fail(sensor, listening.error());
    OPENSSL_init_ssl(0, nullptr);  // reads its configuration, which is out of reach afterwards
    if (const auto confined = confine(parent); !confined)
        return fail(sensor, {"metrics: not served, since the courier keeps privileges: " + confined.error().message});
    if (!sensor.send({0, "listening " + to_string(*address)})) return 1;
    serve(*listening, sensor);
    return 0;
}

}  // namespace overboard::courier
