// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_namespace& wire, Reader& reader, Namespace& body) {
    body.raw = &wire;
    return reader.choice(wire.op, OB_NAMESPACE_OPS, body.op) && reader.entry(wire.entry, body.entry) &&
           reader.error(wire.error, body.error);
}

}  // namespace overboard::decode
