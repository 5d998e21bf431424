// SPDX-License-Identifier: Apache-2.0
#include "sensor/outputs.h"

#include <unistd.h>

#include <filesystem>

#include "base/log.h"

namespace overboard::sensor {
namespace {

namespace fs = std::filesystem;
constexpr auto say_again = std::chrono::seconds(60);

base::Result<std::unique_ptr<sinks::Sink>> make_sink(const SinkSettings& sink, const std::string& state_dir,
                                                     bool colour) {
    if (sink.type == SinkSettings::Type::standard_output)
        return sinks::make_stream_sink(STDOUT_FILENO, sink.format, colour);
    fs::path path = sink.path;
    if (path.is_relative()) {
        std::error_code error;
        fs::create_directories(state_dir, error);
        if (error)
            return base::fail("cannot make the directory " + state_dir + ": " + error.message() +
                              "; name one with --state-dir");
        path = fs::path(state_dir) / path;
    }
    return sinks::make_file_sink(path.string(), sink.format);
}

}  // namespace

base::Result<std::unique_ptr<Outputs>> Outputs::make(const Settings& settings, bool colour, Counts& counts) {
    auto outputs = std::make_unique<Outputs>(counts);
    for (const SinkSettings& wanted : settings.sinks) {
        auto sink = make_sink(wanted, settings.state_dir, colour);
        if (!sink) return tl::unexpected(sink.error());
        outputs->add(wanted.name, wanted.min_priority, std::move(*sink));
    }
    return outputs;
}

void Outputs::add(std::string name, engine::Priority min_priority, std::unique_ptr<sinks::Sink> sink) {
    counts_.sinks.try_emplace(name);
    outputs_.push_back({std::move(name), min_priority, std::move(sink)});
}

void Outputs::deliver(const incidents::Alert& alert) {
    for (Output& output : outputs_) {
        if (alert.priority > output.min_priority) continue;  // less severe
        if (const auto done = output.sink->deliver(alert); !done)
            failed(output, done.error().message);
        else
            ++counts_.sinks[output.name].delivered;
    }
}

void Outputs::reopen() {
    for (Output& output : outputs_)
        if (const auto done = output.sink->reopen(); !done) failed(output, done.error().message);
}

void Outputs::failed(Output& output, const std::string& why) {
    ++counts_.sinks[output.name].failed;
    ++output.unsaid;
    const auto now = Clock::now();
    if (output.said != Clock::time_point{} && now - output.said < say_again) return;
    base::log::error("sink {}: {} of its alerts not delivered: {}; detection goes on", output.name, output.unsaid, why);
    output.said = now;
    output.unsaid = 0;
}

}  // namespace overboard::sensor
