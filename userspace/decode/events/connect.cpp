// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

#include <sys/socket.h>
namespace overboard::decode {

namespace {

// An abstract name begins with NUL and may hold more of them; a path ends at the first.
bool peer_name(const ob_slice& wire, Reader& reader, std::string_view& out) {
    if (!reader.bytes(wire, out)) return false;
    if (!out.empty() && out.front() != '\0') out = out.substr(0, out.find('\0'));
    return true;
}

bool common(const ob_event_connect& wire, Reader& reader, Connect& body) {
    body.family = wire.family;
    body.protocol = wire.protocol;
    body.peer_tgid = wire.peer_tgid;
    body.peer_container = wire.peer_container;
    return reader.entry(wire.entry, body.entry) && reader.error(wire.error, body.error) &&
           reader.flag(wire.resolved, body.resolved);
}

}  // namespace

bool fill(const ob_event_connect& wire, Reader& reader, Connect& body) {
    if (!common(wire, reader, body)) return false;
    if (wire.family == AF_INET || wire.family == AF_INET6) {
        body.peer = wire.peer;
        return reader.inet(wire.peer);
    }
    if (wire.family != AF_UNIX) return reader.reject("family");
    if (!peer_name(wire.name, reader, body.name)) return false;
    const bool bound = body.resolved && wire.socket.ino != 0;
    return !bound || reader.file(wire.socket, body.socket);
}

}  // namespace overboard::decode
