// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_mount& wire, Reader& reader, Mount& body) {
    if (!reader.choice(wire.op, OB_MOUNT_OPS, body.op)) return false;
    body.flags = wire.flags;
    if (!reader.entry(wire.entry, body.entry) || !reader.error(wire.error, body.error)) return false;
    if (!reader.flag(wire.resolved, body.resolved) || !reader.text(wire.fs_type, body.fs_type)) return false;
    if (!reader.text(wire.source, body.source) || !reader.text(wire.target, body.target)) return false;
    return !body.resolved || reader.file(wire.file, body.file);
}

}  // namespace overboard::decode
