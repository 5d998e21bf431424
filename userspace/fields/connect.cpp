// SPDX-License-Identifier: Apache-2.0
// socket.*: the far end of a connect, by the socket and not by the name it was given.
#include <netinet/in.h>
#include <sys/socket.h>

#include "fields/rows.h"

namespace overboard::fields {
namespace {

bool is_inet(const decode::Connect& n) { return n.family == AF_INET || n.family == AF_INET6; }

using Read = Value (*)(Context&, const decode::Connect&);
template <Read read>
Value of_connect(Context& c, int) {
    const auto* n = body<decode::Connect>(c);
    return n ? read(c, *n) : Value{};
}

template <Read read>
Value of_inet(Context& c, int) {
    const auto* n = body<decode::Connect>(c);
    return n && is_inet(*n) ? read(c, *n) : Value{};
}

template <Read read>
Value of_unix(Context& c, int) {
    const auto* n = body<decode::Connect>(c);
    return n && n->family == AF_UNIX ? read(c, *n) : Value{};
}

Value family(Context&, const decode::Connect& n) {
    if (n.family == AF_UNIX) return std::string_view{"unix"};
    if (n.family == AF_INET) return std::string_view{"ipv4"};
    return n.family == AF_INET6 ? Value{std::string_view{"ipv6"}} : Value{};
}

Value ip(Context&, const decode::Connect& n) {
    return std::string_view{reinterpret_cast<const char*>(n.peer.addr), sizeof n.peer.addr};
}

Value port(Context&, const decode::Connect& n) { return number(n.peer.port); }

Value loopback(Context&, const decode::Connect& n) {
    static constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static constexpr std::uint8_t kSix[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    const auto* a = n.peer.addr;
    return (std::equal(a, a + 12, kMapped) && a[12] == 127) || std::equal(a, a + 16, kSix);
}

// The container's own services are no way out of it. A listener that is not known may be anybody's. The same test as
// the kernel's for OB_ADMIT_NAMED (bpf/wire/filters.h).
Value outside(Context& c, const decode::Connect& n) {
    return n.peer_container == 0 || n.peer_container != task(c).raw->container;
}

Value path(Context&, const decode::Connect& n) { return known(n.path()); }

constexpr std::string_view kProtocols[] = {"tcp", "udp", "icmp"};

Value protocol_name(Context&, const decode::Connect& n) {
    switch (n.protocol) {
        case IPPROTO_TCP:
            return kProtocols[0];
        case IPPROTO_UDP:
            return kProtocols[1];
        case IPPROTO_ICMP:
        case IPPROTO_ICMPV6:
            return kProtocols[2];
        default:
            return {};
    }
}

constexpr std::string_view kSocketFamilies[] = {"ip", "unix"};
Value socket_family(Context&, const decode::Connect& n) { return kSocketFamilies[n.family == AF_UNIX ? 1 : 0]; }

constexpr std::uint64_t kConnects = kind_bit(OB_KIND_CONNECT);
constexpr std::string_view kFamilies[] = {"unix", "ipv4", "ipv6"};

// Falco tells the two ends of a connection apart in many ways. Seen from who connects, the far end is all of them.
constexpr Field same_address(std::string_view name) {
    return {name, Type::address, "The same as socket.peer_ip.", of_inet<ip>};
}
constexpr Field same_port(std::string_view name) {
    return {name, Type::number, "The same as socket.peer_port.", of_inet<port>, false, false, kConnects, nullptr, {},
            0,    65535};
}

constexpr Field kRows[] = {
    {"socket.family", Type::text, "unix, ipv4 or ipv6.", of_connect<family>, false, false, kConnects, nullptr,
     kFamilies},
    {"socket.protocol", Type::number, "IPPROTO_* of an inet socket: 6 TCP, 17 UDP.",
     of_inet<[](Context&, const decode::Connect& n) { return number(n.protocol); }>},
    {"socket.peer_ip", Type::address, "Address connected to.", of_inet<ip>},
    {"socket.peer_port",
     Type::number,
     "Port connected to.",
     of_inet<port>,
     false,
     false,
     kConnects,
     nullptr,
     {},
     0,
     65535},
    {"socket.peer_loopback", Type::boolean, "The address is the loopback's.", of_inet<loopback>},
    {"socket.peer_path", Type::text, "The unix socket as the container names it, resolved where that could be done.",
     of_unix<path>},
    {"socket.host_path", Type::text, "The unix socket's file as the host names it.",
     of_unix<[](Context& c, const decode::Connect&) { return known(c.seen.peer.host_path); }>},
    {"socket.peer_outside", Type::boolean, "The listener is not known to be in the caller's own container.",
     of_unix<outside>},
    {"socket.peer_is_runtime", Type::boolean, "The listener, or the socket's host path, is a container runtime's.",
     of_unix<[](Context& c, const decode::Connect&) -> Value { return c.seen.peer.is_runtime; }>},
    {"socket.peer_runtime", Type::text, "Which runtime: docker, containerd, ...",
     of_unix<[](Context& c, const decode::Connect&) { return known(c.seen.peer.runtime); }>},
    {"socket.peer_exe", Type::text, "The listener's executable.",
     of_unix<[](Context& c, const decode::Connect&) { return known(c.seen.peer.exe); }>},
    {"socket.peer_pid", Type::number, "The listener's process id in the host's pid namespace.",
     of_unix<[](Context&, const decode::Connect& n) { return n.peer_tgid ? number(n.peer_tgid) : Value{}; }>},
    {"socket.resolved", Type::boolean, "The far end is known as a socket, not only by the name asked for.",
     of_connect<[](Context&, const decode::Connect& n) -> Value { return n.resolved; }>},
    same_address("fd.sip"),
    same_address("fd.rip"),
    same_address("fd.ip"),
    same_address("fd.snet"),
    same_address("fd.rnet"),
    same_address("fd.net"),
    same_port("fd.sport"),
    same_port("fd.rport"),
    same_port("fd.port"),
    {"fd.l4proto", Type::text, "tcp, udp or icmp; absent for any other.", of_inet<protocol_name>, false, false,
     kConnects, nullptr, kProtocols},
    {"fd.sockfamily", Type::text, "ip or unix.", of_connect<socket_family>, false, false, kConnects, nullptr,
     kSocketFamilies},
    {"fd.connected", Type::boolean, "The connect succeeded.",
     of_connect<[](Context&, const decode::Connect& n) -> Value { return n.error == 0; }>},
    {"fd.is_server", Type::boolean, "Always false: who connects is the client.",
     of_connect<[](Context&, const decode::Connect&) -> Value { return false; }>},
};

constexpr std::string_view kCalls[] = {"connect"};

}  // namespace

Rows connect_rows() { return kRows; }
SystemCalls connect_calls() { return {kCalls}; }

}  // namespace overboard::fields
