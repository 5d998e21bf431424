// SPDX-License-Identifier: Apache-2.0
#include "courier/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/fd.h"

namespace overboard::courier {
namespace {

// Everything that the first version of Landlock can forbid: all newer ones take it.
constexpr std::uint64_t forbidden =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
    LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM;

constexpr const char* resolver_files[] = {"/etc/resolv.conf", "/etc/hosts",    "/etc/nsswitch.conf",
                                          "/etc/host.conf",   "/etc/gai.conf", "/etc/services"};

void allow_reading(int ruleset, const char* path) {
    const base::Fd fd{open(path, O_PATH | O_CLOEXEC)};
    if (!fd) return;  // what is not there need not be read
    const landlock_path_beneath_attr rule{LANDLOCK_ACCESS_FS_READ_FILE, fd.get()};
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

// Network managers replace resolv.conf, so that its directory has to be readable; to root, whom no permission stops,
// only the files themselves are. A container's are replaced with the container.
void allow_resolver(int ruleset) {
    for (const char* path : resolver_files) allow_reading(ruleset, path);
    if (geteuid() == 0) return;
    for (const char* path : resolver_files) {
        char real[PATH_MAX];
        if (realpath(path, real)) allow_reading(ruleset, std::string(real, std::string(real).rfind('/')).c_str());
    }
}

}  // namespace

bool has_landlock() { return syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1; }

base::Result<void> read_only_for_names() {
    const landlock_ruleset_attr attributes{forbidden};
    const base::Fd ruleset{static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0))};
    if (!ruleset) return {};
    allow_resolver(ruleset.get());
    if (syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0)
        return base::fail_errno("cannot give up files by Landlock", errno);
    return {};
}

}  // namespace overboard::courier
