// SPDX-License-Identifier: Apache-2.0
#include "fields/rows.h"

namespace overboard::fields {

std::string_view host_class_name(enrich::HostClass cls) {
    using enum enrich::HostClass;
    switch (cls) {
        case none:
            return {};
        case credentials:
            return "credentials";
        case cron:
            return "cron";
        case ssh:
            return "ssh";
        case sudoers:
            return "sudoers";
        case systemd:
            return "systemd";
        case preload:
            return "preload";
        case kubelet:
            return "kubelet";
        case cni:
            return "cni";
        case runtime_config:
            return "runtime_config";
        case runtime_socket:
            return "runtime_socket";
        case log:
            return "log";
        case proc:
            return "proc";
        case device:
            return "device";
        case root:
            return "root";
        case other:
            return "other";
    }
    return {};
}

}  // namespace overboard::fields
