// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "outbox/entry.h"

namespace overboard::test {

// A directory of the test's own.
struct Directory {
    std::string path = (std::filesystem::temp_directory_path() / "overboard-outbox-XXXXXX").string();
    Directory() { path = ::mkdtemp(path.data()); }
    ~Directory() { std::filesystem::remove_all(path); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
};

inline outbox::Entry entry(const std::string& id, const std::vector<std::string>& sinks,
                           engine::Priority priority = engine::Priority::warning, const std::string& body = {}) {
    outbox::Entry out{id, "rule", priority, 1'000'000'000, "{\"id\":\"" + id + "\"}", {}};
    for (const std::string& sink : sinks) out.deliveries.push_back({sink, body});
    if (sinks.empty()) out.json += body;
    return out;
}

}  // namespace overboard::test
