// SPDX-License-Identifier: Apache-2.0
// Proves the way from the kernel to every sink: a harmless program is executed in this container, and its alert is
// awaited in the sensor's outbox, or, from another pod of the node, in the sensor's metrics.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/outbox.h"
#include "cli/sensor_metrics.h"
#include "sensor/counts.h"

namespace overboard::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;
constexpr auto look_every = std::chrono::milliseconds(100);

struct Options {
    Place place;
    SensorAddress sensor;
    std::string trigger;
    std::uint64_t seconds = 15;
    bool json = false;
};

struct Verdict {
    std::string alert;        // its id; empty: none came
    double detected = 0;      // seconds from the trigger
    std::string undelivered;  // "sink oncall: pending"; empty: every sink that wants it has it
    std::string why;          // it failed; empty: it did not
};

double seconds_since(Clock::time_point begun) { return std::chrono::duration<double>(Clock::now() - begun).count(); }

// The rule `selftest` knows it by its first arguments; the token tells this run's alert from others.
base::Result<void> execute_trigger(const std::string& token) {
    std::string argument = token;
    const std::string self = Surroundings::here().executable;  // by /proc/self/exe its name would be "exe"
    char program[] = "overboard", command[] = "selftest", flag[] = "--trigger";
    char* const argv[] = {program, command, flag, argument.data(), nullptr};
    pid_t child = 0;
    if (const int error = posix_spawn(&child, self.c_str(), nullptr, nullptr, argv, environ); error != 0)
        return base::fail_errno("the self-test cannot execute its trigger", error);
    waitpid(child, nullptr, 0);
    return {};
}

std::string owed(const std::vector<outbox::Listed>& deliveries) {
    std::string out;
    for (const auto& row : deliveries)
        out += (out.empty() ? "sink " : ", sink ") + base::printable(row.sink) + ": " +
               (row.state == outbox::State::dead ? "refused for good" : "not taken yet") +
               (row.why.empty() ? "" : " (" + base::printable(row.why) + ")");
    return out;
}

constexpr const char* not_detected =
    "no alert was raised. Is the sensor running on this node, is the rule selftest enabled, and does this run in a "
    "container? On a host, where only containers are judged, nothing can be triggered; overboard doctor says more";

// Gives whether there is nothing more to wait for.
base::Result<bool> look(outbox::Store& store, const std::string& token, Clock::time_point begun, Verdict& verdict) {
    const auto id = store.newest(sensor::selftest_rule, token);
    if (!id) return tl::unexpected(id.error());
    if (!*id) return false;
    if (verdict.alert.empty()) verdict.alert = **id, verdict.detected = seconds_since(begun);
    const auto found = store.find(**id);
    if (!found) return tl::unexpected(found.error());
    verdict.undelivered = *found ? owed((*found)->deliveries) : "";
    return verdict.undelivered.empty();
}

base::Result<Verdict> by_outbox(const Options& options) {
    auto store = open_outbox(options.place);
    if (!store) return tl::unexpected(store.error());
    const std::string token = "t" + std::to_string(base::realtime_ns());
    const auto begun = Clock::now();
    if (const auto done = execute_trigger(token); !done) return tl::unexpected(done.error());
    Verdict verdict;
    for (bool over = false; !over && seconds_since(begun) < options.seconds;) {
        const auto looked = look(*store, token, begun, verdict);
        if (!looked) return tl::unexpected(looked.error());
        over = *looked;
        if (!over) std::this_thread::sleep_for(look_every);
    }
    if (verdict.alert.empty())
        verdict.why = not_detected;
    else if (!verdict.undelivered.empty())
        verdict.why = "the alert was raised, and not delivered everywhere: " + verdict.undelivered;
    return verdict;
}

base::Result<double> last_success(const SensorAddress& sensor) {
    return read_metrics(sensor).and_then([](const std::string& text) { return series(text, sensor::selftest_metric); });
}

base::Result<Verdict> by_metrics(const Options& options) {
    const auto before = last_success(options.sensor);
    if (!before) return tl::unexpected(before.error());
    const auto begun = Clock::now();
    if (const auto done = execute_trigger("t" + std::to_string(base::realtime_ns())); !done)
        return tl::unexpected(done.error());
    Verdict verdict;
    while (seconds_since(begun) < options.seconds) {
        const auto now = last_success(options.sensor);
        if (now && *now > *before) return verdict.detected = seconds_since(begun), verdict;
        std::this_thread::sleep_for(look_every);
    }
    verdict.why = not_detected;
    return verdict;
}

void show(const Verdict& verdict, bool json) {
    if (json) {
        const Json out = {{"ok", verdict.why.empty()},
                          {"alert", verdict.alert},
                          {"detected_seconds", verdict.detected},
                          {"undelivered", verdict.undelivered},
                          {"why", verdict.why}};
        std::puts(out.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
        return;
    }
    if (!verdict.why.empty()) return base::log::error("self-test failed: {}", verdict.why);
    std::printf("ok       detected after %.2f s%s%s\n", verdict.detected, verdict.alert.empty() ? "" : ", alert ",
                verdict.alert.c_str());
    if (!verdict.alert.empty()) std::puts("ok       every sink that wants it has it");
}

int selftest(const Options& options) {
    if (!options.trigger.empty()) return fine;  // being executed was all
    const auto verdict = options.sensor.url.empty() ? by_outbox(options) : by_metrics(options);
    if (!verdict) return base::log::error("{}", verdict.error().message), failed;
    show(*verdict, options.json);
    return verdict->why.empty() ? fine : failed;
}

}  // namespace

void setup_selftest(Arguments& command) {
    const auto options = std::make_shared<Options>();
    command.option("--config", &options->place.config, "Configuration file of the sensor.", "FILE");
    command.option("--state-dir", &options->place.state_dir, "Where the sensor keeps its outbox.", "DIR");
    SensorAddress& sensor = options->sensor;
    const auto asked =
        command.option("--sensor", &sensor.url, "Ask the metrics of this sensor, from another pod of its node.", "URL");
    command.option("--ca", &sensor.ca, "Trust these certificates (PEM) when the sensor speaks TLS.", "FILE")
        .needs(asked);
    command.option("--basic-auth", &sensor.basic_auth, "NAME:PASSWORD for its metrics: a path, or env:NAME.", "REF")
        .needs(asked);
    command.option("--timeout", &options->seconds, "Seconds to wait for the alert and for every sink.").with_default();
    command.flag("--json", options->json, "One JSON object.");
    command.option("--trigger", &options->trigger).hidden();  // what the self-test executes; not for people
    command.runs([options] { return selftest(*options); });
}

}  // namespace overboard::cli
