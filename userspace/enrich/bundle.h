// SPDX-License-Identifier: Apache-2.0
// An OCI bundle's config.json, as far as it matters here. Written by a runtime, from what users asked for.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "enrich/container.h"

namespace overboard::enrich {

struct Bundle {
    std::string directory;  // on the host
    std::string id;         // as the runtime's command line or directory names it; "" when only the path is known
    std::string cgroups_path, hostname;
    std::map<std::string, std::string> annotations;
    std::vector<Mount> mounts;
    std::vector<std::string> capabilities;  // bounding set
    std::vector<std::string> namespaces;    // types that are not the host's, as far as the file can tell
    std::string seccomp;                    // "unconfined" or "profile"
    bool no_new_privileges = false;
    bool privileged = false;

    std::string annotation(const std::string& key) const;  // "" when absent
};

// CRI-O's: a pod's labels, as a JSON object.
inline constexpr std::string_view labels_annotation = "io.kubernetes.cri-o.Labels";

// Larger files are refused: the largest real ones (a seccomp profile, hundreds of mounts) are a tenth of it.
inline constexpr std::size_t max_config_bytes = 4 << 20;

// text: the whole of a config.json. Fails when it is empty, not JSON, or no object; members of a wrong type
// are taken as absent.
base::Result<Bundle> parse_bundle(std::string_view text);

// directory: on the host; root: the prefix under which host paths are opened.
base::Result<Bundle> read_bundle(const std::string& directory, const std::string& root);

}  // namespace overboard::enrich
