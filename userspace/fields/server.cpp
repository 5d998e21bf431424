// SPDX-License-Identifier: Apache-2.0
// server.*: the server whose lineage the process belongs to, or that it is; and the event that made it one.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

const ob_server* server(const Context& c) { return task(c).server; }

bool has_peer(const ob_server& s) {
    return std::any_of(std::begin(s.peers), std::end(s.peers), [](const ob_inet& p) { return p.family != 0; });
}

// A connection was accepted: from now on an exec may be somebody's request.
bool serving(const ob_server& s) {
    return s.live > 0 || s.cause == OB_SERVER_ACCEPT || s.cause == OB_SERVER_ACCEPT_UNIX || has_peer(s);
}

bool same_image(const Context& c) {
    const auto* s = server(c);
    const auto* t = task(c).raw;
    return s && s->exe_ino != 0 && s->exe_ino == t->exe_ino && s->exe_dev == t->exe_dev;
}

Value exe(Context& c, int) { return c.seen.server ? known(c.seen.server->exe) : Value{}; }

Value peer(Context& c, int) {
    const auto* s = server(c);
    if (!s) return {};
    const auto* first = std::find_if(std::begin(s->peers), std::end(s->peers), [](auto& p) { return p.family != 0; });
    if (first == std::end(s->peers)) return {};
    return std::string_view{reinterpret_cast<const char*>(first->addr), sizeof first->addr};
}

// Executables between the process and its server, neither counted: who handed the request on. Nearest first.
Value chain(Context& c, int) {
    const auto* s = server(c);
    if (!s) return {};
    c.items.clear();
    const auto* at = c.ancestry.parent(*c.seen.process);
    for (int steps = 0; at && steps < 32 && at->tgid != s->tgid; ++steps, at = c.ancestry.parent(*at))
        c.items.push_back(base_name(at->exe));
    return c.items.empty() ? Value{} : Value{std::span<const std::string_view>{c.items}};
}

Value cause(Context& c, int) {
    switch (body<decode::Server>(c) && server(c) ? server(c)->cause : 0) {
        case OB_SERVER_LISTEN:
            return std::string_view{"listen"};
        case OB_SERVER_ACCEPT:
            return std::string_view{"accept"};
        case OB_SERVER_ACCEPT_UNIX:
            return std::string_view{"accept_unix"};
        case OB_SERVER_SCANNED:
            return std::string_view{"scanned"};
        case OB_SERVER_UNKNOWN:
            return std::string_view{"unknown"};
        default:
            return {};
    }
}

constexpr Field kLineage[] = {
    {"server.lineage", Type::boolean, "An ancestor inside the same container is a server.",
     [](Context& c, int) -> Value { return task(c).has(OB_TASK_LINEAGE | OB_TASK_UNKNOWN); }},
    {"server.self", Type::boolean, "The process is a server itself.",
     [](Context& c, int) -> Value { return task(c).has(OB_TASK_SERVER); }},
    {"server.kind", Type::text,
     "web, ssh, database, ci or runtime, by the server's executable; absent without a server.",
     [](Context& c, int) { return known(c.seen.server_kind); }},
    {"server.pid", Type::number, "The server's process id in the host's pid namespace.",
     [](Context& c, int) { return server(c) ? number(server(c)->tgid) : Value{}; }},
    {"server.exe", Type::text, "The server's executable as the container sees it.", exe},
    {"server.exe_name", Type::text, "Last component of server.exe.",
     [](Context& c, int) { return c.seen.server ? known(base_name(c.seen.server->exe)) : Value{}; }},
    {"server.port", Type::number, "The port it listens on; 0 for a unix server.",
     [](Context& c, int) { return server(c) ? number(server(c)->port) : Value{}; }},
    {"server.live", Type::number, "Connections it has accepted and not yet closed.",
     [](Context& c, int) { return server(c) ? number(server(c)->live) : Value{}; }},
    {"server.peer", Type::address, "Far end of one of its open connections.", peer},
    {"server.serving", Type::boolean, "A connection has been accepted: what runs may be a request's work.",
     [](Context& c, int) -> Value { return server(c) && serving(*server(c)); }},
    {"server.same_image", Type::boolean, "The process runs the very file its server runs, as workers do.",
     [](Context& c, int) -> Value { return same_image(c); }},
    {"server.start_up", Type::boolean, "The server's start-up window (60 s from its first LISTEN) is open.",
     [](Context& c, int) -> Value { return c.seen.start_up; }},
    {"server.chain", Type::list, "Names of the executables between the process and its server, nearest first.", chain},
};

constexpr Field kRows[] = {
    {"server.cause", Type::text, "What made it a server: listen, accept, accept_unix, scanned, unknown.", cause},
};

constexpr std::string_view kCalls[] = {"listen", "accept", "accept4"};

}  // namespace

Rows lineage_rows() { return kLineage; }
Rows server_rows() { return kRows; }
SystemCalls server_calls() { return {kCalls}; }

}  // namespace overboard::fields
