// SPDX-License-Identifier: Apache-2.0
// What the daemon spends on one record, one condition's worth of rules, one alert: Google Benchmark, no privileges.
#include <benchmark/benchmark.h>

#include <stdexcept>

#include "base/redact.h"
#include "engine/engine.h"
#include "enrich/enricher.h"
#include "support/record_builder.h"

namespace overboard::bench {
namespace {

using test::RecordBuilder;

constexpr std::uint64_t kContainer = 7;

std::unique_ptr<engine::Engine> shipped_rules() {
    const std::string paths[] = {OVERBOARD_SOURCE_DIR "/rules"};
    std::vector<engine::Diagnostic> diagnostics;
    auto rules = engine::Engine::load(paths, {}, diagnostics);
    if (!rules) throw std::runtime_error(rules.error().message);
    return std::move(*rules);
}

// A child of the Ruby server on port 4567.
template <class Wire>
std::vector<std::uint64_t> by_server_child(RecordBuilder<Wire> record) {
    record.task(200, 20).parent(100, 10).container(kContainer).server(100, 10, 4567, {test::inet("10.0.3.7", 51122)});
    return record.words();
}

std::vector<std::uint64_t> library_open() {
    return by_server_child(test::open({"/usr/lib/ruby/3.1.0/json/common.rb", ""}));
}
std::vector<std::uint64_t> shell_exec() {
    return by_server_child(
        test::exec("/usr/bin/dash").args({"sh", "-c", "docker run --rm -v /:/host alpine chroot /host"}));
}
std::vector<std::uint64_t> database_connect() { return by_server_child(test::connect_inet("10.0.3.20", 5432)); }

std::span<const std::byte> bytes_of(const std::vector<std::uint64_t>& words) {
    const auto* record = reinterpret_cast<const ob_record*>(words.data());
    return {reinterpret_cast<const std::byte*>(words.data()), record->size};
}

using Make = std::vector<std::uint64_t> (*)();

void decoding(benchmark::State& state, Make make) {
    const auto words = make();
    decode::Decoder decoder;
    for (auto _ : state) benchmark::DoNotOptimize(decoder.decode(bytes_of(words)));
    state.SetItemsProcessed(state.iterations());
}

// Everything between the ring and an alert: decoded, attributed, judged by the shipped rules.
void judging(benchmark::State& state, Make make) {
    const auto words = make();
    const auto rules = shipped_rules();
    enrich::Settings replay;
    replay.proc = "";
    replay.realtime_offset_ns = 0;
    enrich::Enricher enricher(replay);
    decode::Decoder decoder;
    for (auto _ : state) {
        const auto* event = decoder.decode(bytes_of(words));
        benchmark::DoNotOptimize(rules->judge(enricher.observe(*event), enricher));
    }
    state.SetItemsProcessed(state.iterations());
}

void redacting(benchmark::State& state) {
    const auto redactor = base::Redactor::make({});
    const std::vector<std::string> args = {"curl",
                                           "-H",
                                           "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl",
                                           "--data",
                                           "id=3f2504e0-4f89-11d3-9a0c-0305e82c3301&password=hunter2",
                                           "https://api.internal/v1/deploy"};
    for (auto _ : state) benchmark::DoNotOptimize((*redactor)->args(args));
}

// What one alert costs: the arguments of a process, of a server and of two ancestors, its message, paths and evidence.
void redacting_an_alert(benchmark::State& state) {
    const auto redactor = base::Redactor::make({});
    const std::vector<std::vector<std::string>> args = {
        {"curl", "--unix-socket", "/run/docker.sock", "http://localhost/containers/json"},
        {"puma", "5.6.5", "(tcp://0.0.0.0:4567)", "[app]"},
        {"ruby", "app.rb", "-p", "4567"},
        {"sh", "-c", "curl --unix-socket /run/docker.sock http://localhost/containers/json?token=$TOKEN"}};
    const std::vector<std::string> texts = {
        "/usr/bin/curl (pid 4711) in web-1 connected to /run/docker.sock as /run/innocent.sock",
        "/usr/bin/curl",
        "/usr/bin/ruby3.1",
        "/app",
        "/run/docker.sock",
        "/run/innocent.sock",
        "true"};
    for (auto _ : state) {
        for (const auto& one : args) benchmark::DoNotOptimize((*redactor)->args(one));
        for (const auto& one : texts) benchmark::DoNotOptimize((*redactor)->text(one));
    }
}

BENCHMARK_CAPTURE(decoding, open, library_open);
BENCHMARK_CAPTURE(decoding, exec, shell_exec);
BENCHMARK_CAPTURE(decoding, connect, database_connect);
BENCHMARK_CAPTURE(judging, open_of_a_library, library_open);
BENCHMARK_CAPTURE(judging, shell_of_a_server, shell_exec);
BENCHMARK_CAPTURE(judging, connect_to_a_database, database_connect);
BENCHMARK(redacting);
BENCHMARK(redacting_an_alert);

}  // namespace
}  // namespace overboard::bench

BENCHMARK_MAIN();
