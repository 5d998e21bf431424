// SPDX-License-Identifier: Apache-2.0
// Mounts that the kubelet or the runtime makes on its own account, which say nothing of an escape: hosts,
// resolv.conf, hostname, termination log, configmaps, secrets, a pod's own volumes, a sandbox's /dev/shm.
#pragma once

#include <string_view>

#include "enrich/container.h"

namespace overboard::enrich {

// By the source of an OCI mount. Only the container's own: another pod's volume is not managed for this one.
bool is_managed(const Mount& mount, const Container& container);

}  // namespace overboard::enrich
