// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include "engine/engine.h"
#include "support/observed.h"
#include "support/source_dir.h"

namespace overboard::test {

// The rules in rules/, loaded once.
inline engine::Engine& shipped() {
    static const auto loaded = [] {
        const std::string paths[] = {source_dir() + std::string("/rules")};
        std::vector<engine::Diagnostic> diagnostics;
        auto result = engine::Engine::load(paths, {}, diagnostics);
        for (const auto& d : diagnostics) ADD_FAILURE() << engine::to_string(d);
        if (!result) throw std::runtime_error(result.error().message);
        return std::move(*result);
    }();
    return *loaded;
}

// "web-shell critical", or "" when nothing is raised.
inline std::string verdict(Observed& seen) {
    const auto finding = shipped().judge(seen.observation(), seen);
    return finding ? finding->rule->id + " " + engine::priority_name(finding->rule->priority) : "";
}

constexpr std::uint64_t kContainer = 7;
constexpr std::uint32_t kServer = 100;

inline ob_inet peer() { return inet("10.0.3.7", 51122); }

// A descendant of the Ruby server on port 4567 that has a connection open.
template <class Wire>
RecordBuilder<Wire> in_lineage(RecordBuilder<Wire> record) {
    record.task(200, 20).container(kContainer).server(kServer, 10, 4567, {peer()});
    return record;
}

// The server itself.
template <class Wire>
RecordBuilder<Wire> as_server(RecordBuilder<Wire> record) {
    record.task(kServer, 10).container(kContainer).server(kServer, 10, 4567, {peer()});
    return record;
}

// In the container, and in no server's lineage.
template <class Wire>
RecordBuilder<Wire> in_container(RecordBuilder<Wire> record) {
    record.task(300, 30).container(kContainer);
    return record;
}

// The server block of a record that has one, to say more of it.
template <class Change>
auto server_block(Change change) {
    return [change](auto& wire, auto& builder) {
        ob_server block{};
        block.tgid = kServer;
        block.start_ns = 10;
        block.port = 4567;
        block.cause = OB_SERVER_LISTEN;
        change(block);
        wire.rec.task.server = builder.slice({reinterpret_cast<const char*>(&block), sizeof block});
    };
}

}  // namespace overboard::test
