// SPDX-License-Identifier: Apache-2.0
#include "sensor/start.h"

#include <fcntl.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/fd.h"
#include "base/file.h"
#include "base/text.h"

namespace overboard::sensor {
namespace {

const char* format_word(sinks::Format format) {
    constexpr const char* words[] = {"text",      "JSON lines", "Falco's JSON", "Alertmanager",
                                     "PagerDuty", "Slack",      "OTLP"};  // by sinks::Format
    return words[static_cast<std::size_t>(format)];
}

std::string destinations(const Settings& settings) {
    std::string out;
    for (const sinks::Settings& sink : settings.sinks) {
        const bool here = sink.type == sinks::Type::standard_output;
        const std::string& where = sinks::is_network(sink.type) ? sink.name : sink.path;
        out += (out.empty() ? "" : ", ") + (here ? "here" : base::printable(where)) + " (" + format_word(sink.format) +
               ")";
    }
    return out.empty() ? "nowhere: the configuration names no sink" : out;
}

std::string rule_paths(const Settings& settings) {
    std::string out;
    for (const std::string& path : settings.rules) out += (out.empty() ? "" : ", ") + base::printable(path);
    return out;
}

}  // namespace

std::string banner(const Settings& settings, const Started& s) {
    std::string out =
        fmt::format("Overboard {} on {}, kernel {}\n", OVERBOARD_VERSION, base::printable(settings.node), s.kernel);
    out += fmt::format("  hooks       {} programs attached after {:.0f} ms\n", s.programs, s.attach_ms);
    out += fmt::format("  rules       {} from {}\n", s.rules, rule_paths(settings));
    out += fmt::format("  containers  {} running, {} processes, found in {:.0f} ms{}\n", s.containers, s.processes,
                       s.scan_ms, settings.judge_host ? "; host processes are judged too" : "");
    out += fmt::format("  alerts      {}\n", destinations(settings));
    out += s.metrics.empty()
               ? "  metrics     off\n"
               : fmt::format("  metrics     {}://{}/metrics{}\n", settings.metrics_access.has_tls() ? "https" : "http",
                             s.metrics, settings.metrics_access.users.empty() ? "" : ", for who has a password");
    out += fmt::format("  try         overboard list rules, overboard explain {}, overboard doctor; Ctrl-C ends\n\n",
                       s.rule);
    return out;
}

std::string ready_text(const Started& s) {
    const nlohmann::ordered_json out = {
        {"pid", getpid()},          {"version", OVERBOARD_VERSION}, {"kernel", s.kernel}, {"attach_ms", s.attach_ms},
        {"scan_ms", s.scan_ms},     {"programs", s.programs},       {"rules", s.rules},   {"containers", s.containers},
        {"processes", s.processes}, {"metrics", s.metrics},
    };
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

base::Result<void> write_ready_file(const std::string& path, const Started& started) {
    const std::string half = path + ".tmp";
    const auto failed = [&] { return base::fail_errno("cannot write the ready file " + path, errno); };
    {
        const base::Fd fd{open(half.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644)};
        if (!fd) return failed();
        if (const auto written = base::write_all(fd.get(), ready_text(started)); !written) return written;
    }
    if (std::rename(half.c_str(), path.c_str()) != 0) return failed();
    return {};
}

}  // namespace overboard::sensor
