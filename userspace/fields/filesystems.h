// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace overboard::fields {

struct Filesystem {
    std::uint32_t magic;  // include/uapi/linux/magic.h
    std::string_view name;
    bool kernel;  // shows the kernel's own state: no file of it is the host's data
};

// Every filesystem that file.fs has a name for.
std::span<const Filesystem> filesystems();
// "proc", "tmpfs", "ext", ...; empty for one that is not in the table.
std::string_view filesystem_name(std::uint32_t magic);

}  // namespace overboard::fields
