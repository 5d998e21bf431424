// SPDX-License-Identifier: Apache-2.0
// One situation, complete: puma serves in a pod, runs "sh -c", and something is judged. Tests change what
// they are about and take the finding.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "engine/finding.h"
#include "engine/rule.h"
#include "support/record_builder.h"

namespace overboard::test {

// Ancestors as a list, whoever asks.
class ListedAncestry : public enrich::Ancestry {
public:
    std::vector<const enrich::Process*> ancestors(const enrich::Process&, std::size_t limit) const override {
        std::vector<const enrich::Process*> out;
        for (const enrich::Process& p : listed)
            if (out.size() < limit) out.push_back(&p);
        return out;
    }
    std::deque<enrich::Process> listed;  // nearest first
};

struct Scene {
    static constexpr std::int64_t wall_ns = 1795269731'104223817;  // 2026-11-21T14:02:11.104223817Z
    static constexpr std::uint64_t boot_ns = 500'000'000'000;
    static constexpr const char* container_id = "ee8f0d2a4b6c8e0f1a3b5c7d9e1f2a4b6c8d0e2f4a6b8c0d1e3f5a7b9c1d3e5f";

    engine::Rule rule;
    enrich::Process process, server;
    enrich::Container container;
    ListedAncestry ancestry;
    enrich::Observation seen;
    engine::Finding finding;
    std::int64_t clock_set_ns = 0;  // by how much the wall clock was set forward

    Scene() {
        rule.name = "Runtime socket reached from a container";
        rule.id = "runtime-socket";
        rule.priority = engine::Priority::critical;
        rule.tags = {"runtime-socket", "T1611"};
        rule.remediation_pod = "remove the hostPath volume \"sock\"";
        rule.references = {"https://attack.mitre.org/techniques/T1611/"};
        process = made(4711, "/usr/bin/dash", {"sh", "-c", "docker run x"});
        process.cwd = "/app";
        server = made(4650, "/usr/bin/ruby3.1", {"puma", "5.6.5"});
        ancestry.listed = {made(4690, "/usr/bin/ruby3.1", {"ruby", "app.rb"}), server};
        container = named_container();
        finding.output = "something happened";
        finding.evidence = {{"container", "true"}};
    }
    Scene(const Scene&) = delete;

    // builder: of tests/support/record_builder.h. Task, container, time and server are set here.
    template <class Builder>
    const engine::Finding& judge(Builder builder, std::int64_t at_wall_ns = wall_ns) {
        const std::uint64_t at = boot_ns + static_cast<std::uint64_t>(at_wall_ns - wall_ns);
        if (with_server) builder.server(4650, 400'000'000'000, 4567, {inet("10.0.3.7", 51122)});
        builder.task(pid, boot_ns - 2'000'000'000).parent(4690, 1).user(33, 33).time(at).container(7);
        event_.emplace(builder.event());
        seen.event = &**event_;
        seen.wall_ns = at_wall_ns + clock_set_ns;
        seen.process = &process;
        seen.container = with_container ? &container : nullptr;
        seen.server = with_server ? &server : nullptr;
        seen.server_kind = with_server ? "web" : "";
        finding.rule = &rule;
        finding.seen = &seen;
        return finding;
    }

    static enrich::Process made(std::uint32_t pid, std::string exe, std::vector<std::string> args) {
        enrich::Process out;
        out.tgid = out.ns_tgid = pid;
        out.exe = std::move(exe);
        out.args = std::move(args);
        out.container = 7;
        return out;
    }

    bool with_server = true, with_container = true;
    std::uint32_t pid = 4711;  // who did it

private:
    static enrich::Container named_container() {
        enrich::Container out;
        out.key = 7;
        out.id = container_id;
        out.name = "app";
        out.image = "registry/app:1.4";
        out.runtime = "containerd";
        out.pod = enrich::Pod{"web-1", "prod", "0a1b2c3d-0000-4000-8000-000000000001"};
        out.identified = true;
        out.privileged = false;
        return out;
    }
    std::optional<Decoded> event_;
};

// A runtime's socket, mounted under another name. As the kernel shows it: the listener bound it in the host's mount
// namespace, so the walk never meets the container's root.
inline RecordBuilder<ob_event_connect> innocent_socket(std::string_view name = "/run/innocent.sock") {
    FileSpec socket{"/run/docker.sock", "/docker.sock"};
    socket.device = 0x1a;
    socket.inode = 812;
    socket.flags = 0;
    socket.path_flags = OB_PATH_OUTSIDE;
    return connect_unix(name, socket, 812);
}

}  // namespace overboard::test
