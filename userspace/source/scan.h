// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bpf/wire/events.h"

namespace overboard::source {

// A process of a container that ran before the sensor did, as the kernel's iterators found it.
struct Scanned {
    ob_task task{};
    ob_server server{};              // tgid 0: in no server's lineage
    ob_event_container container{};  // namespaces and root of its container, the same in each of its processes
};

}  // namespace overboard::source
