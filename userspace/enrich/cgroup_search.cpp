// SPDX-License-Identifier: Apache-2.0
#include "enrich/cgroup_search.h"

#include <sys/stat.h>

#include <filesystem>

namespace overboard::enrich {
namespace {

namespace fs = std::filesystem;

constexpr int deepest = 12;        // kind in a pod: slices of two kubelets
constexpr int most_looks = 20000;  // a node has hundreds of cgroups

}  // namespace

std::string find_cgroup(const std::string& mount, std::uint64_t id) {
    std::error_code error;
    const std::string root = fs::is_directory(mount + "/unified", error) ? mount + "/unified" : mount;
    int looks = 0;
    fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied, error), end;
    while (!error && at != end && ++looks < most_looks) {
        struct stat info {};
        if (::lstat(at->path().c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_ino == id)
            return at->path().string().substr(root.size());
        if (at.depth() >= deepest) at.disable_recursion_pending();
        at.increment(error);
    }
    return {};
}

}  // namespace overboard::enrich
