// SPDX-License-Identifier: Apache-2.0
#include "sensor/outputs.h"

#include <unistd.h>

#include <filesystem>

#include "base/log.h"

namespace overboard::sensor {
namespace {

namespace fs = std::filesystem;
using Local = base::Result<std::unique_ptr<sinks::Sink>>;

Local open_file(const sinks::Settings& sink, const std::string& state_dir) {
    fs::path path = sink.path;
    if (path.is_relative()) {
        std::error_code error;
        fs::create_directories(state_dir, error);
        if (error)
            return base::fail("cannot make the directory " + state_dir + ": " + error.message() +
                              "; name one with --state-dir");
        path = fs::path(state_dir) / path;
    }
    return sinks::make_file_sink(path.string(), {sink.max_bytes, sink.keep});
}

// Nothing for a sink of the network: the sender's.
Local open_local(const sinks::Settings& sink, const std::string& state_dir) {
    switch (sink.type) {
        case sinks::Type::standard_output:
            return sinks::make_stream_sink(STDOUT_FILENO);
        case sinks::Type::file:
            return open_file(sink, state_dir);
        case sinks::Type::syslog:
            return sinks::make_syslog_sink(sink.path);
        default:
            return nullptr;
    }
}

}  // namespace

base::Result<std::vector<courier::Output>> make_outputs(const Settings& settings, bool colour) {
    std::vector<courier::Output> out;
    for (const sinks::Settings& sink : settings.sinks) {
        auto local = open_local(sink, settings.state_dir);
        if (!local) return tl::unexpected(local.error());
        out.push_back({sink, std::move(*local), colour && sink.type == sinks::Type::standard_output});
    }
    return out;
}

std::vector<std::string> written_directories(const Settings& settings) {
    std::vector<std::string> out{settings.state_dir};
    for (const std::string& file : {settings.ready_file, settings.record.file})
        if (!file.empty()) out.push_back(fs::absolute(file).parent_path().string());
    for (const sinks::Settings& sink : settings.sinks)
        if (sink.type == sinks::Type::file)
            out.push_back((fs::path(settings.state_dir) / sink.path).parent_path().string());
    return out;
}

bool deliver_here(std::vector<courier::Output>& outputs, const incidents::Alert& alert) {
    bool all = true;
    for (courier::Output& output : outputs) {
        if (!output.local || !sinks::wants(output.settings, alert)) continue;
        const auto done = output.local->deliver(sinks::render(alert, output.settings.format, output.colour));
        if (!done && all) base::log::error("sink {}: {}", output.settings.name, done.error().message);
        all = all && done;
    }
    return all;
}

}  // namespace overboard::sensor
