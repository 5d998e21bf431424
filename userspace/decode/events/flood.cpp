// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_flood& wire, Reader& reader, Flood& body) {
    body.budget = wire.budget;
    return reader.choice(wire.of, OB_RINGS, body.of);
}

}  // namespace overboard::decode
