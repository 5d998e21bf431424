// SPDX-License-Identifier: Apache-2.0
// storm STATE_DIR URL FROM COUNT PER_SECOND LINGER_MS [key=value...]: alerts FROM .. FROM+COUNT-1 go the way the
// daemon's go, from Dispatcher::raise() on. Prints "raised ID" for each that counts as raised, and figures at the end.
// keys: secret (one or several, by commas), ca (references to files), format (overboard or alertmanager), rate,
// timeout_ms, outbox_bytes, jump_s (the wall clock steps by so much after every tenth of the alerts, to and fro), pad
// (bytes of the message).
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <thread>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "courier/dispatcher.h"
#include "courier/sender.h"

namespace {

using namespace overboard;
using Words = std::map<std::string, std::string>;

// 26 digits as an alert's id has them, different for every number.
std::string id_of(std::uint64_t number) {
    std::string digits = std::to_string(number);
    return "01K" + std::string(23 - digits.size(), '0') + digits;
}

incidents::Alert alert(std::uint64_t number, std::size_t pad) {
    incidents::Alert out;
    out.id = id_of(number);
    out.dedup_key = "key-" + std::to_string(number);
    out.wall_ns = base::realtime_ns();
    out.time = base::rfc3339(out.wall_ns);
    out.node = "storm";
    out.rule = "Storm " + std::to_string(number % 16);
    out.rule_id = "storm-" + std::to_string(number % 16);
    out.priority = static_cast<engine::Priority>(2 + number % 4);
    out.message = std::string(pad, 'm');
    out.process.exe = "/usr/bin/storm";
    out.process.args = {"storm", std::to_string(number)};
    out.tags = {"storm", "T1611"};
    return out;
}

sinks::Settings sink(const std::string& url, Words& words) {
    sinks::Settings out;
    out.name = "receiver";
    out.type = words["format"] == "alertmanager" ? sinks::Type::alertmanager : sinks::Type::webhook;
    out.format = out.type == sinks::Type::webhook ? sinks::Format::json : sinks::Format::alertmanager;
    if (out.type == sinks::Type::alertmanager) out.batch = 50;
    out.url = url;
    for (const auto reference : base::split(words["secret"], ','))
        if (!reference.empty()) out.signing_refs.emplace_back(reference);
    out.ca_ref = words["ca"];
    out.rate = std::atof(words["rate"].c_str());
    if (!words["timeout_ms"].empty()) out.timeout = std::chrono::milliseconds(std::atoi(words["timeout_ms"].c_str()));
    return out;
}

long peak_kb() {
    rusage use{};
    getrusage(RUSAGE_SELF, &use);
    return use.ru_maxrss;
}

void figures(const courier::DeliveryStats& stats, bool all, double seconds) {
    std::uint64_t raised = 0, evicted = 0, delivered = 0, retried = 0, dead = 0;
    for (const auto n : stats.raised) raised += n;
    for (const auto n : stats.evicted) evicted += n;
    for (const auto& s : stats.sinks)
        delivered += s.counts.delivered, retried += s.counts.retried, dead += s.counts.dead;
    std::printf(
        "figures raised=%lu delivered=%lu retried=%lu dead=%lu evicted=%lu peak_kb=%ld outbox_bytes=%lu "
        "degraded=%d failures=%lu restarts=%lu all=%d seconds=%.3f\n",
        raised, delivered, retried, dead, evicted, peak_kb(), stats.outbox_bytes, stats.degraded, stats.outbox_failures,
        stats.sender_restarts, all, seconds);
}

int storm(char** argv) {
    const std::uint64_t from = std::strtoull(argv[3], nullptr, 10), count = std::strtoull(argv[4], nullptr, 10);
    const double per_second = std::atof(argv[5]);
    Words words;
    for (char** word = argv + 7; *word; ++word)
        if (const std::string text = *word; text.find('=') != text.npos)
            words[text.substr(0, text.find('='))] = text.substr(text.find('=') + 1);
    const std::int64_t jump_ns = std::atoll(words["jump_s"].c_str()) * 1'000'000'000;
    std::atomic<std::int64_t> shift = 0;
    courier::Dispatcher::Setup setup;
    setup.spool.directory = argv[1];
    if (!words["outbox_bytes"].empty())
        setup.spool.max_bytes = std::strtoull(words["outbox_bytes"].c_str(), nullptr, 10);
    setup.spool.log = [](bool, const std::string& line) { base::log::warning("{}", line); };
    setup.node = "storm";
    setup.wall_ns = [&shift] { return base::realtime_ns() + shift.load(); };
    setup.raised = [](const std::vector<outbox::Entry>& entries) {
        std::string lines;
        for (const auto& entry : entries) lines += "raised " + entry.id + "\n";
        if (write(STDOUT_FILENO, lines.data(), lines.size()) < 0) _exit(3);
    };
    std::vector<courier::Output> outputs;
    outputs.push_back({sink(argv[2], words), nullptr, false});
    const std::size_t pad = words["pad"].empty() ? 600 : std::strtoul(words["pad"].c_str(), nullptr, 10);
    courier::Dispatcher dispatcher{std::move(setup), std::move(outputs)};
    const auto begun = std::chrono::steady_clock::now();
    for (std::uint64_t i = 0; i < count; ++i) {
        if (per_second > 0)
            std::this_thread::sleep_until(begun + std::chrono::duration<double>(static_cast<double>(i) / per_second));
        if (jump_ns && i % (count / 10 + 1) == 0) shift = shift.load() ? 0 : (i % 2 ? -jump_ns : jump_ns);
        dispatcher.raise(alert(from + i, pad));
    }
    const bool all = dispatcher.stop(std::chrono::milliseconds(std::atoi(argv[6])));
    figures(dispatcher.stats(), all, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::string(argv[1]) == "sender") return courier::run_sender(3, std::atoi(argv[2]));
    if (argc >= 7) return storm(argv);
    std::fputs("usage: storm STATE_DIR URL FROM COUNT PER_SECOND LINGER_MS [KEY=VALUE...]\n", stderr);
    return 2;
}
