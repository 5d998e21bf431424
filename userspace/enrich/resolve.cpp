// SPDX-License-Identifier: Apache-2.0
#include "enrich/resolve.h"

#include <unistd.h>

#include <array>
#include <climits>
#include <deque>

#include "enrich/path.h"

namespace overboard::enrich {
namespace {

constexpr int max_links = 40;  // MAXSYMLINKS, include/linux/namei.h

}  // namespace

std::string resolve_links(const std::string& root, const std::string& path) {
    std::deque<std::string> rest;
    for (const auto part : parts_of(path, "/")) rest.emplace_back(part);
    std::string done(1, '/');
    for (int links = 0; !rest.empty();) {
        const auto part = std::move(rest.front());
        rest.pop_front();
        const auto next = normalise(part, done);
        std::array<char, PATH_MAX> buffer;
        const auto length = ::readlink((root + next).c_str(), buffer.data(), buffer.size());
        if (length <= 0 || ++links > max_links) {
            done = next;
            continue;
        }
        const std::string_view target(buffer.data(), static_cast<std::size_t>(length));
        const auto parts = parts_of(target, "/");
        for (auto at = parts.rbegin(); at != parts.rend(); ++at) rest.emplace_front(*at);
        if (target.starts_with('/')) done.assign(1, '/');
    }
    return done;
}

}  // namespace overboard::enrich
