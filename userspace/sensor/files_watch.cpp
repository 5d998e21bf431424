// SPDX-License-Identifier: Apache-2.0
#include "sensor/files_watch.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <utility>

namespace overboard::sensor {
namespace {

using namespace std::chrono_literals;

constexpr auto every = 10s;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
    return (hash ^ value) * 0x9e3779b97f4a7c15 + (hash >> 29);
}

// What replacing or writing a file changes. Time of change, since that of modification can be set back.
std::uint64_t state(std::uint64_t hash, const std::string& path) {
    struct stat file {};
    hash = mixed(hash, std::hash<std::string>{}(path));
    if (stat(path.c_str(), &file) != 0) return hash;
    for (const auto value : {static_cast<std::uint64_t>(file.st_dev), static_cast<std::uint64_t>(file.st_ino),
                             static_cast<std::uint64_t>(file.st_size), static_cast<std::uint64_t>(file.st_ctim.tv_sec),
                             static_cast<std::uint64_t>(file.st_ctim.tv_nsec)})
        hash = mixed(hash, value);
    return hash;
}

std::vector<std::string> entries(const std::string& directory) {
    std::vector<std::string> out;
    std::error_code error;
    for (std::filesystem::directory_iterator at(directory, error), end; !error && at != end; at.increment(error))
        out.push_back(at->path().string());
    std::ranges::sort(out);  // readdir's order may change
    return out;
}

std::uint64_t look_at(const std::string& path) {
    std::uint64_t hash = state(1, path);
    for (const std::string& entry : entries(path)) hash = state(hash, entry);
    return hash;
}

}  // namespace

FilesWatch::FilesWatch(const std::vector<std::string>& paths) { watch(paths); }

FilesWatch::States FilesWatch::look() const {
    States out;
    for (const auto& [path, was] : known_) out.emplace(path, look_at(path));
    return out;
}

bool FilesWatch::changed(Clock::time_point now) {
    if (now < next_) return false;
    next_ = now + every;
    const States before = std::exchange(seen_, look());
    if (seen_ == known_ || seen_ != before) return false;
    known_ = seen_;
    return true;
}

void FilesWatch::settle() { known_ = seen_ = look(); }

void FilesWatch::watch(const std::vector<std::string>& paths) {
    States watched;
    for (const std::string& path : paths) {
        const auto was = known_.find(path);
        watched.emplace(path, was != known_.end() ? was->second : look_at(path));
    }
    known_ = seen_ = std::move(watched);
}

}  // namespace overboard::sensor
