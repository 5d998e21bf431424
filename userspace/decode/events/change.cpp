// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_change& wire, Reader& reader, Change& body) {
    if (wire.op >= OB_CHANGES) return reader.reject("change_op");
    body.op = static_cast<ob_change_op>(wire.op);
    body.mode = wire.mode;
    body.rdev = wire.rdev;
    if (!reader.entry(wire.entry, body.entry) || !reader.error(wire.error, body.error)) return false;
    if (!reader.flag(wire.resolved, body.resolved) || !reader.text(wire.name, body.name)) return false;
    if (!reader.text(wire.other, body.other)) return false;
    if (!body.resolved) return true;
    // Without a second name the path is all zeros, which would read as the root.
    return reader.file(wire.file, body.file) && (wire.from.off == 0 || reader.path(wire.from, body.from));
}

}  // namespace overboard::decode
