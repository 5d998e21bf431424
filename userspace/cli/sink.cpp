// SPDX-License-Identifier: Apache-2.0
// One sample through one sink, the way alerts go: the same bytes, signature, confined process. And what it answered.
#include <poll.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/config.h"
#include "courier/sender_process.h"
#include "courier/spawn.h"
#include "outbox/schedule.h"
#include "sensor/outputs.h"

namespace overboard::cli {
namespace {

using Clock = std::chrono::steady_clock;

// As incidents/identity.h makes them, but never the same twice.
std::string new_id(std::int64_t wall_ns) {
    constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::random_device chance;
    std::string out;
    for (int shift = 45; shift >= 0; shift -= 5)
        out += digits[static_cast<std::size_t>(wall_ns / 1'000'000 >> shift & 31)];
    while (out.size() < 26) out += digits[chance() & 31];
    return out;
}

incidents::Alert sample(const std::string& node, const std::string& sink) {
    incidents::Alert out;
    out.wall_ns = base::realtime_ns();
    out.id = new_id(out.wall_ns);
    out.dedup_key = "overboard-sink-test-" + sink;
    out.time = base::rfc3339(out.wall_ns);
    out.node = node;
    out.rule = "Overboard's test of a sink";
    out.rule_id = "sink-test";
    out.message = "overboard sink test " + sink + ": nothing happened, this shows that alerts arrive here";
    out.priority = engine::Priority::informational;
    out.tags = {"sink-test"};
    out.process.exe = "/usr/bin/overboard";
    out.process.args = {"overboard", "sink", "test", sink};
    return out;
}

courier::Outcome through_sender(const sinks::Request& request) {
    courier::Outcome out;
    out.error = "the sender process gave no answer";
    courier::SenderProcess sender{[](int channel) { return courier::spawn_sender(channel); },
                                  [&](bool, const std::string& line) { out.error = line; }};
    const auto end = Clock::now() + std::chrono::milliseconds(request.timeout_ms) + std::chrono::seconds(5);
    if (!sender.ensure(0) || !sender.send(1, request, 0)) return out;
    while (sender.running() && Clock::now() < end) {
        if (auto answer = sender.receive(0)) return answer->second;
        pollfd ready{sender.fd(), static_cast<short>(sender.unsent() ? POLLIN | POLLOUT : POLLIN), 0};
        poll(&ready, 1, 100);
        if (sender.unsent()) sender.flush(0);
    }
    return out;
}

courier::Outcome send(const sensor::Settings& settings, const sinks::Settings& sink, const incidents::Alert& alert) {
    sensor::Settings one = settings;
    one.sinks = {sink};
    auto outputs = sensor::make_outputs(one, false);
    if (!outputs) return {0, {}, outputs.error().message, {}};
    const courier::Lane lane{std::move(outputs->at(0)), [] { return 0.5; }};
    const std::string body = lane.render(alert);
    if (lane.local()) {
        const auto done = lane.local()->deliver(body);
        return done ? courier::Outcome{200, {}, {}, {}} : courier::Outcome{0, {}, done.error().message, {}};
    }
    sinks::Secrets secrets;
    const std::int64_t now = base::realtime_ns();
    const sinks::Job job{alert.id, {body}, now, now + 60'000'000'000};
    const auto request = sinks::prepare(sink, secrets, settings.node, job);
    if (!request) return {0, {}, request.error().message, {}};
    auto outcome = through_sender(*request);
    outcome.answer = secrets.hide(std::move(outcome.answer));
    outcome.error = secrets.hide(std::move(outcome.error));
    return outcome;
}

void print(const sinks::Settings& sink, const incidents::Alert& alert, const courier::Outcome& outcome, long ms,
           bool json) {
    const bool taken = outbox::judge(outcome.status) == outbox::Verdict::delivered;
    if (json) {
        const nlohmann::ordered_json out = {{"sink", sink.name},
                                            {"taken", taken},
                                            {"id", alert.id},
                                            {"status", outcome.status},
                                            {"ms", ms},
                                            {"error", base::printable(outcome.error)},
                                            {"answer", base::printable(outcome.answer)}};
        std::puts(out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
        return;
    }
    std::printf("%s: %s, alert %s, %ld ms\n", sink.name.c_str(), taken ? "taken" : "NOT taken", alert.id.c_str(), ms);
    if (is_network(sink.type) && outcome.status) std::printf("    HTTP status %d\n", outcome.status);
    if (!outcome.error.empty()) std::printf("    %s\n", base::printable(outcome.error).c_str());
    if (!outcome.answer.empty()) std::printf("    %s\n", base::cut(base::printable(outcome.answer), 1000).c_str());
}

int test(const std::string& name, const std::string& config_file, bool json) {
    std::vector<engine::Diagnostic> diagnostics;
    const auto config = resolve({config_file, {}}, Surroundings::here(), diagnostics);
    for (const auto& diagnostic : diagnostics) base::log::error("{}", to_string(diagnostic));
    if (!config) return misused;
    std::string names;
    for (const sinks::Settings& sink : config->settings.sinks) {
        names += (names.empty() ? "" : ", ") + sink.name;
        if (sink.name != name) continue;
        const incidents::Alert alert = sample(config->settings.node, name);
        const auto begun = Clock::now();
        const courier::Outcome outcome = send(config->settings, sink, alert);
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
        print(sink, alert, outcome, ms, json);
        return outbox::judge(outcome.status) == outbox::Verdict::delivered ? fine : failed;
    }
    base::log::error("no sink is named '{}'; the configuration names {}", name, names.empty() ? "none" : names);
    return failed;
}

}  // namespace

void setup_sink(Arguments& command) {
    const auto name = std::make_shared<std::string>(), config = std::make_shared<std::string>();
    const auto json = std::make_shared<bool>(false);
    command.one_command();
    Arguments sub = command.command("test", "send one sample through a sink and show what it answers");
    sub.option("NAME", name.get(), "The sink, as the configuration names it.").required();
    sub.option("--config", config.get(), "Configuration file.", "FILE");
    sub.flag("--json", *json, "JSON.");
    sub.runs([name, config, json] { return test(*name, *config, *json); });
}

}  // namespace overboard::cli
