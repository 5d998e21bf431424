// SPDX-License-Identifier: Apache-2.0
// Any bytes, given as a container's config.json: an error that is a sentence, or a bundle within bounds.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "enrich/bundle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bundle = overboard::enrich::parse_bundle({reinterpret_cast<const char*>(data), size});
    if (!bundle) return bundle.error().message.empty() ? (std::abort(), 0) : 0;
    for (const auto& mount : bundle->mounts)
        if (mount.destination.size() > size || mount.source.size() > size) std::abort();
    if (bundle->annotation("io.kubernetes.cri.container-name").size() > size) std::abort();
    return 0;
}
