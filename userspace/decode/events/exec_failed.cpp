// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_exec_failed& wire, Reader& reader, ExecFailed& body) {
    if (wire.error == 0) return reader.reject("error");
    return reader.error(wire.error, body.error) && reader.entry(wire.entry, body.entry) &&
           reader.text(wire.filename, body.filename);
}

}  // namespace overboard::decode
