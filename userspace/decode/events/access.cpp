// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_access& wire, Reader& reader, Access& body) {
    body.raw = &wire;
    body.target_comm = {wire.target_comm, strnlen(wire.target_comm, sizeof wire.target_comm)};
    return reader.choice(wire.op, OB_ACCESS_OPS, body.op) && reader.entry(wire.entry, body.entry) &&
           reader.error(wire.error, body.error);
}

}  // namespace overboard::decode
