// SPDX-License-Identifier: Apache-2.0
#include "sensor/files_watch.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <functional>

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

}  // namespace

FilesWatch::FilesWatch(std::vector<std::string> paths) : paths_(std::move(paths)), known_(look()), seen_(known_) {}

std::uint64_t FilesWatch::look() const {
    std::uint64_t hash = 1;
    for (const std::string& path : paths_) {
        hash = state(hash, path);
        for (const std::string& entry : entries(path)) hash = state(hash, entry);
    }
    return hash;
}

bool FilesWatch::changed(Clock::time_point now) {
    if (now < next_) return false;
    next_ = now + every;
    const std::uint64_t before = seen_;
    seen_ = look();
    if (seen_ == known_ || seen_ != before) return false;
    known_ = seen_;
    return true;
}

void FilesWatch::settle() { known_ = seen_ = look(); }

void FilesWatch::watch(std::vector<std::string> paths) {
    if (paths == paths_) return;
    paths_ = std::move(paths);
    settle();
}

}  // namespace overboard::sensor
