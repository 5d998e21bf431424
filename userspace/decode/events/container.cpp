// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_container& wire, Reader&, Container& body) {
    body.raw = &wire;
    return true;
}

}  // namespace overboard::decode
