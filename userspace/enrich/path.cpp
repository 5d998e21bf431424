// SPDX-License-Identifier: Apache-2.0
#include "enrich/path.h"

namespace overboard::enrich {

bool beneath(std::string_view path, std::string_view dir) {
    if (dir == "/") return path.starts_with('/');
    return !dir.empty() && path.starts_with(dir) && (path.size() == dir.size() || path[dir.size()] == '/');
}

std::string_view below(std::string_view path, std::string_view dir) {
    if (dir == "/") return path == "/" ? std::string_view() : path;
    return path.substr(dir.size());
}

std::string join(std::string_view dir, std::string_view rest) {
    while (dir.ends_with('/')) dir.remove_suffix(1);
    while (rest.starts_with('/')) rest.remove_prefix(1);
    if (rest.empty()) return dir.empty() ? "/" : std::string(dir);
    return std::string(dir).append("/").append(rest);
}

std::string normalise(std::string_view path, std::string_view dir) {
    std::vector<std::string_view> kept;
    const auto take = [&](std::string_view text) {
        for (const auto part : parts_of(text, "/")) {
            if (part == "..") {
                if (!kept.empty()) kept.pop_back();
            } else if (part != ".") {
                kept.push_back(part);
            }
        }
    };
    if (!path.starts_with('/')) take(dir);
    take(path);
    std::string out;
    for (const auto part : kept) out.append("/").append(part);
    return out.empty() ? "/" : out;
}

std::string_view dirname(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == path.npos || slash == 0 ? "/" : path.substr(0, slash);
}

std::vector<std::string_view> parts_of(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = text.find_first_of(separators);
        if (end != 0) out.push_back(text.substr(0, end));
        if (end == text.npos) break;
        text.remove_prefix(end + 1);
    }
    return out;
}

}  // namespace overboard::enrich
