// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_kernel_call& wire, Reader& reader, KernelCall& body) {
    body.raw = &wire;
    if (!reader.choice(wire.call, OB_CALLS, body.call) || !reader.entry(wire.entry, body.entry)) return false;
    if (!reader.error(wire.error, body.error) || !reader.flag(wire.resolved, body.resolved)) return false;
    if (!reader.text(wire.name, body.name)) return false;
    return !body.resolved || reader.file(wire.file, body.file);
}

}  // namespace overboard::decode
