// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "sinks/settings.h"

namespace overboard::sinks {

bool wants(const Settings& sink, const incidents::Alert& alert) {
    if (alert.priority > sink.min_priority) return false;  // less severe
    const auto tagged = [&](const std::string& tag) { return std::ranges::find(alert.tags, tag) != alert.tags.end(); };
    if (!sink.tags.empty() && std::ranges::none_of(sink.tags, tagged)) return false;
    if (sink.namespaces.empty()) return true;
    return alert.pod && std::ranges::find(sink.namespaces, alert.pod->ns) != sink.namespaces.end();
}

}  // namespace overboard::sinks
