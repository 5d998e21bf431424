// SPDX-License-Identifier: Apache-2.0
// What the rules judge: an event, and everything that is known about who did it and to what.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "decode/event.h"
#include "enrich/container.h"
#include "enrich/process.h"

namespace overboard::enrich {

// The class of a host path: what an attacker gains by it. Listed in enrich/host_class.cpp.
enum class HostClass : std::uint8_t {
    none,
    credentials,
    cron,
    ssh,
    sudoers,
    systemd,
    preload,
    kubelet,
    cni,
    runtime_config,
    runtime_socket,
    log,
    proc,
    device,
    root,
    other
};

// A runtime, by the socket's host path or by the listener; see enrich/runtime_sockets.cpp.
struct SocketPeer {
    bool is_runtime = false;
    std::string_view runtime;    // "docker", "containerd", ...
    std::string_view host_path;  // the socket file as the host names it; empty when not path bound
    std::string_view exe;        // the listener's executable, when it could be read
};

// The file of an open, or the socket file of a unix connect, seen from the host.
struct HostFile {
    bool mounted = false;   // reached through a mount from the host (not own root, not proc, not private)
    bool managed = false;   // that mount is kubelet's or the runtime's own
    std::string_view path;  // "" when the file is in no host filesystem
    HostClass cls = HostClass::none;
};

// What the learnt baseline says (userspace/baseline); all false without one.
struct Habits {
    bool learnt = false;    // this execution, or this connect, was learnt whole
    bool usual = false;     // an execution: its pair of programs was learnt with arguments that vary
    bool program = false;   // what the process runs was let pass as one of these
    bool below = false;     // so was what the process is below, up to its server: no alert above notice told of it
    bool learning = false;  // the container's window is open
};

// Borrowed: valid until the enricher's next call. process and container are never dangling within it.
struct Observation {
    const decode::Event* event = nullptr;
    std::int64_t wall_ns = 0;              // event time, CLOCK_REALTIME
    const Process* process = nullptr;      // never null; fields may be empty
    const Container* container = nullptr;  // null on the host
    const Process* server = nullptr;       // null when in no server's lineage; may be process itself
    std::string_view server_kind;          // "web", "ssh", "database", "ci", "runtime"
    HostFile host;
    SocketPeer peer;
    bool start_up = false;  // the server's start-up window is still open
    Habits habits;          // set by whoever holds a baseline, before the rules judge
};

// Nearest first, at most `limit`, inside the same container.
class Ancestry {
public:
    virtual ~Ancestry() = default;
    virtual std::vector<const Process*> ancestors(const Process& of, std::size_t limit) const = 0;
    // The nearest of them; null when there is none. Override it where that can be had without allocating.
    virtual const Process* parent(const Process& of) const {
        const auto nearest = ancestors(of, 1);
        return nearest.empty() ? nullptr : nearest.front();
    }
};

}  // namespace overboard::enrich
