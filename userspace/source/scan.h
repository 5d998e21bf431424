// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bpf/wire/events.h"

namespace overboard::source {

// A process of a container that ran before the sensor did, as the kernel's iterators found it.
using Scanned = ob_scanned;

}  // namespace overboard::source
