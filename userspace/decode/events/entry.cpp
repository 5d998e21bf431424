// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_entry& wire, Reader& reader, Entry& body) { return reader.entry(wire.entry, body.entry); }

}  // namespace overboard::decode
