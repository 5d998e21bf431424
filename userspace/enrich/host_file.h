// SPDX-License-Identifier: Apache-2.0
// Whether a file that a container reached is the host's, how it came there, and what the host calls it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "decode/event.h"
#include "enrich/container.h"
#include "enrich/host_mounts.h"
#include "enrich/observation.h"

namespace overboard::enrich {

// A container's OCI mounts, and the same sources with the host's symbolic links followed.
struct MountView {
    std::span<const Mount> mounts{};
    std::span<const std::string> sources{};
};

struct JudgedFile {
    bool mounted = false, managed = false;
    std::string path;  // on the host; "" when it is not the host's
    HostClass cls = HostClass::none;
};

// A file that was resolved by the kernel: judged by its device and path there, whatever it is called inside.
JudgedFile judge_file(const decode::File& file, const HostMounts& host, const MountView& view);

// A name that was asked for and refused: mapped through the container's mounts by name alone. cwd: of the
// process, absolute, for a relative name; "" leaves a relative name unjudged.
JudgedFile judge_name(std::string_view name, std::string_view cwd, const MountView& view);

}  // namespace overboard::enrich
