// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_fork&, Reader&, Fork&) { return true; }

}  // namespace overboard::decode
