// SPDX-License-Identifier: Apache-2.0
#include "source/hierarchy.h"

#include <sys/stat.h>

#include <array>
#include <charconv>
#include <deque>
#include <filesystem>
#include <sstream>

namespace overboard::source {
namespace {

// In the order of enum ob_controller, from 1: the likeliest to be joined by every runtime first.
constexpr std::array<std::string_view, 5> kControllers = {"pids", "memory", "freezer", "devices", "cpu"};

bool has_controller(std::string_view list, std::string_view name) {
    return ("," + std::string(list) + ",").find("," + std::string(name) + ",") != std::string::npos;
}

// "8:pids:/path" -> 8 when the line's controllers hold `name`, else 0.
std::uint32_t id_of(std::string_view line, std::string_view name) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == line.npos || second == line.npos) return 0;
    if (!has_controller(line.substr(first + 1, second - first - 1), name)) return 0;
    std::uint32_t id = 0;
    std::from_chars(line.data(), line.data() + first, id);
    return id;
}

// "\040" -> " " (seq_path() in fs/seq_file.c writes blanks, tabs, newlines and backslashes so).
std::string unescaped(const std::string& place) {
    std::string plain;
    for (std::size_t i = 0; i < place.size(); i++) {
        unsigned code = 0;
        const bool escape = place[i] == '\\' && i + 3 < place.size();
        if (escape && std::from_chars(&place[i + 1], &place[i + 4], code, 8).ptr == &place[i + 4])
            i += 3;
        else
            code = static_cast<unsigned char>(place[i]);
        plain += static_cast<char>(code);
    }
    return plain;
}

}  // namespace

Hierarchy choose_hierarchy(std::string_view text) {
    for (std::uint32_t i = 0; i < kControllers.size(); i++) {
        for (std::size_t at = 0; at < text.size();) {
            const auto end = std::min(text.find('\n', at), text.size());
            if (const auto id = id_of(text.substr(at, end - at), kControllers[i])) return {id, i + 1};
            at = end + 1;
        }
    }
    return {};
}

std::vector<std::string> mounts_of(const Hierarchy& hierarchy, std::string_view mounts) {
    std::vector<std::string> found;
    std::istringstream lines{std::string(mounts)};
    std::string device, place, type, options, rest;
    while (lines >> device >> place >> type >> options && std::getline(lines, rest)) {
        const bool right = hierarchy.controller
                               ? type == "cgroup" && has_controller(options, kControllers[hierarchy.controller - 1])
                               : type == "cgroup2";
        if (right) found.push_back(unescaped(place));
    }
    return found;
}

std::vector<std::uint64_t> cgroups_below(const std::string& mount, std::size_t most) {
    namespace fs = std::filesystem;
    std::vector<std::uint64_t> ids;
    std::deque<fs::path> waiting{mount};
    for (; !waiting.empty(); waiting.pop_front()) {
        std::error_code error;
        fs::directory_iterator at(waiting.front(), error), end;
        for (; !error && at != end; at.increment(error)) {
            struct stat info {};
            if (::lstat(at->path().c_str(), &info) || !S_ISDIR(info.st_mode)) continue;
            if (ids.size() == most) return ids;
            ids.push_back(info.st_ino);
            waiting.push_back(at->path());
        }
    }
    return ids;
}

}  // namespace overboard::source
