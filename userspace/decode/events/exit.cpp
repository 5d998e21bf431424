// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_exit& wire, Reader&, Exit& body) {
    body.code = wire.code;
    return true;
}

}  // namespace overboard::decode
