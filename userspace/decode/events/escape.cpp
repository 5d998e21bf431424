// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_escape& wire, Reader& reader, Escape& body) {
    body.raw = &wire;
    if (!reader.choice(wire.what, OB_ESCAPES, body.what) || !reader.flag(wire.resolved, body.resolved)) return false;
    if (!reader.text(wire.name, body.name) || !reader.bytes(wire.args, body.args)) return false;
    if (!body.args.empty() && body.args.back() == '\0') body.args.remove_suffix(1);
    return !body.resolved || reader.file(wire.file, body.file);
}

}  // namespace overboard::decode
