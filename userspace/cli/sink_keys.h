// SPDX-License-Identifier: Apache-2.0
// The table of a sink's keys: one row says its name, which types of sink it belongs to, and how it is taken.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sinks/settings.h"

namespace overboard::cli {

// As people write it. pagerduty and slack are webhooks with a format of their own.
struct SinkType {
    std::string_view name;
    sinks::Type type;
    sinks::Format format;  // unless another is named
};
std::span<const SinkType> sink_types();

struct SinkKey {
    enum On : unsigned { everywhere = ~0U, file = 1, syslog = 2, network = 4 };
    std::string_view name;
    unsigned on;
    bool list;                                                        // may hold several values
    std::string (*take)(sinks::Settings&, const std::string& value);  // gives what is wrong, "" when it was taken
};
std::span<const SinkKey> sink_keys();
const SinkKey* find_sink_key(std::string_view name);

// "json" (or "overboard"), "critical", ... in the words of the configuration.
std::string_view format_name(sinks::Format format);

}  // namespace overboard::cli
