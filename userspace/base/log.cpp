// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>

#include <memory>

#include "base/clock.h"
#include "base/text.h"

namespace overboard::base::log {
namespace {

spdlog::level::level_enum of(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
        case Level::off:
            break;
    }
    return spdlog::level::off;
}

struct Logger {
    std::shared_ptr<spdlog::sinks::ansicolor_stderr_sink_mt> sink =
        std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>(spdlog::color_mode::never);
    spdlog::logger out{"overboard", sink};
    bool json = false;

    Logger() { set({}); }
    void set(const Options& options) {
        json = options.json;
        out.set_level(of(options.level));
        out.flush_on(spdlog::level::debug);
        sink->set_color_mode(options.colour ? spdlog::color_mode::always : spdlog::color_mode::never);
        // spdlog does not escape %v, so JSON lines are made whole in json_line().
        out.set_pattern(options.json ? "%v" : "%H:%M:%S %^%-7l%$ %v", spdlog::pattern_time_type::utc);
    }
};

Logger& logger() {
    static Logger instance;
    return instance;
}

std::string json_line(Level level, std::string_view message) {
    const auto name = spdlog::level::to_string_view(of(level));
    return R"({"time":")" + rfc3339(realtime_ns()) + R"(","level":")" + std::string(name.data(), name.size()) +
           R"(","message":)" + json_quote(printable(message)) + "}";
}

}  // namespace

void configure(const Options& options) { logger().set(options); }
bool enabled(Level level) { return level != Level::off && logger().out.should_log(of(level)); }

void write(Level level, std::string_view message) {
    if (!enabled(level)) return;
    logger().out.log(of(level), "{}", logger().json ? json_line(level, message) : printable(message));
}

}  // namespace overboard::base::log
