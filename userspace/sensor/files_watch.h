// SPDX-License-Identifier: Apache-2.0
// Notices that rule files or the configuration were replaced. By looking, not by inotify: a ConfigMap is swapped by a
// symbolic link above the watched files, network filesystems send no events, and a look at some files costs
// microseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace overboard::sensor {

class FilesWatch {
public:
    using Clock = std::chrono::steady_clock;

    // paths: files, or directories whose entries count; what is missing counts as missing.
    explicit FilesWatch(const std::vector<std::string>& paths);

    // True once after a change, when two looks in a row, ten seconds apart, saw the same new state: who writes a file
    // in pieces has then ended. now: steady time, not decreasing.
    bool changed(Clock::time_point now);

    // Takes what is there now as known. Before a reload, whoever asked for it: what changes while the files are read is
    // a change.
    void settle();

    // These paths from now on. Before the files are read; of those that were watched already stays known what was.
    void watch(const std::vector<std::string>& paths);

private:
    using States = std::map<std::string, std::uint64_t>;  // by path, of all that it holds

    States look() const;

    States known_, seen_;
    Clock::time_point next_{};
};

}  // namespace overboard::sensor
