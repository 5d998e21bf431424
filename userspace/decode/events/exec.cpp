// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

namespace {

bool arguments(const ob_event_exec& wire, Reader& reader, Arguments& out) {
    if (!reader.bytes(wire.args, out.bytes)) return false;
    if (out.bytes.size() > wire.args_total) return reader.reject("arguments");
    out.total = wire.args_total;
    out.truncated = out.bytes.size() < wire.args_total;
    if (!out.bytes.empty() && out.bytes.back() == '\0') out.bytes.remove_suffix(1);
    return true;
}

bool facts(const ob_event_exec& wire, Reader& reader, Exec& body) {
    body.changed_s = static_cast<std::int64_t>(wire.changed_s);
    body.peer = wire.peer;
    body.ruid = wire.ruid;
    body.bridged = wire.flags & OB_EXEC_BRIDGED;
    body.env_cut = wire.flags & OB_EXEC_ENV_CUT;
    for (std::size_t i = 0; i < body.stdio.size(); ++i)
        if (!reader.descriptor(wire.stdio[i], body.stdio[i])) return false;
    if (!reader.inet(wire.peer) || !reader.bytes(wire.env, body.env)) return false;
    if (!body.env.empty() && body.env.back() == '\0') body.env.remove_suffix(1);
    return true;
}

}  // namespace

bool fill(const ob_event_exec& wire, Reader& reader, Exec& body) {
    return facts(wire, reader, body) && reader.file(wire.exe, body.exe) && reader.path(wire.cwd, body.cwd) &&
           arguments(wire, reader, body.args) && reader.text(wire.filename, body.filename) &&
           reader.text(wire.interp, body.interp);
}

}  // namespace overboard::decode
