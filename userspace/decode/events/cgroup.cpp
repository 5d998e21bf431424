// SPDX-License-Identifier: Apache-2.0
#include "decode/events/events.h"

namespace overboard::decode {

bool fill(const ob_event_cgroup& wire, Reader& reader, Cgroup& body) {
    if (wire.op > OB_CGROUP_RMDIR) return reader.reject("cgroup_op");
    body.id = wire.id;
    body.op = static_cast<ob_cgroup_op>(wire.op);
    body.target_tgid = wire.target_tgid;
    return reader.text(wire.path, body.path);
}

}  // namespace overboard::decode
