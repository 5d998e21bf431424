// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_open& wire, Reader& reader, Open& body) {
    body.flags = wire.flags;
    if (!reader.entry(wire.entry, body.entry) || !reader.error(wire.error, body.error)) return false;
    if (!reader.flag(wire.resolved, body.resolved) || !reader.text(wire.name, body.name)) return false;
    return !body.resolved || reader.file(wire.file, body.file);
}

}  // namespace overboard::decode
