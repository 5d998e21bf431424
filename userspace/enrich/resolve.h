// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace overboard::enrich {

// path as the host's kernel would name it: symbolic links followed below root, which stands for the host's "/".
// From the first component that does not exist on, the name is kept as it is.
std::string resolve_links(const std::string& root, const std::string& path);

}  // namespace overboard::enrich
