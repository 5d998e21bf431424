// SPDX-License-Identifier: Apache-2.0
// Texts of the host, after a first byte that chooses: m, a mount table; else a cgroup's path.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "enrich/cgroup_name.h"
#include "enrich/host_class.h"
#include "enrich/host_mounts.h"
#include "enrich/path.h"

namespace {

using namespace overboard::enrich;

void table(std::string_view text) {
    const auto mounts = HostMounts::parse(text);
    for (const auto& path : mounts.paths(8u << 20 | 1, "/etc/shadow")) {
        if (!path.starts_with('/')) std::abort();
        (void)classify(path);
    }
}

void cgroup(std::string_view text) {
    for (const auto& id : parse_cgroup(text).ids)
        if (id.size() != 64) std::abort();
    (void)cgroup_of(text);
    const auto clean = normalise(text, "/a");
    if (normalise(clean) != clean) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    *data == 'm' ? table(text) : cgroup(text);
    return 0;
}
