// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace overboard::enrich {

// "web", "ssh", "database", "ci" or "runtime", by the name of the server's executable. It chooses wording and
// priority only: that a process is a server at all is known by what it does. Unknown names are "web".
std::string_view server_kind(std::string_view exe);

}  // namespace overboard::enrich
