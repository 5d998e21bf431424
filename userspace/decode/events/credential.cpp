// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_credential& wire, Reader& reader, Credential& body) {
    body.raw = &wire;
    return reader.choice(wire.op, OB_CREDENTIAL_OPS, body.op) && reader.entry(wire.entry, body.entry) &&
           reader.error(wire.error, body.error);
}

}  // namespace overboard::decode
