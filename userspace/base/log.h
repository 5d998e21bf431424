// SPDX-License-Identifier: Apache-2.0
// The daemon's own log, on stderr: alerts are not log lines and never go through here.
#pragma once

#include <spdlog/fmt/fmt.h>

#include <string_view>
#include <utility>

namespace overboard::base::log {

enum class Level { debug, info, warning, error, off };

struct Options {
    Level level = Level::info;
    bool json = false;    // one JSON object per line: time, level, message
    bool colour = false;  // text only; meant for a terminal
};

// May be called again to change the options. Before the first call: text, info, no colour.
void configure(const Options& options);
bool enabled(Level level);

// message: any bytes; it stays one line, escaped as base::printable() does. Thread-safe.
void write(Level level, std::string_view message);

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::debug)) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::info)) write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::warning)) write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::error)) write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace overboard::base::log
