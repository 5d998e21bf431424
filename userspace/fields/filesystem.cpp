// SPDX-License-Identifier: Apache-2.0
// Filesystems by their magic number (include/uapi/linux/magic.h), and what a file is by its mode.
#include <sys/stat.h>

#include "fields/rows.h"

namespace overboard::fields {
namespace {

constexpr Filesystem kFilesystems[] = {
    {0x9fa0, "proc", true},
    {0x62656572, "sysfs", true},
    {0x27e0eb, "cgroup", true},
    {0x63677270, "cgroup2", true},
    {0x1cd1, "devpts", true},
    {0x19800202, "mqueue", true},
    {0x64626720, "debugfs", true},
    {0x74726163, "tracefs", true},
    {0x73636673, "securityfs", true},
    {0xcafe4a11, "bpf", true},
    {0x6e736673, "nsfs", true},
    {0x09041934, "anon_inode", true},
    {0x50495045, "pipefs", true},
    {0x534f434b, "sockfs", true},
    {0x62656570, "configfs", true},
    {0x6165676c, "pstore", true},
    {0xde5e81e4, "efivarfs", true},
    {0xf97cff8c, "selinuxfs", true},
    {0x42494e4d, "binfmt_misc", true},
    {0x01021994, "tmpfs", false},
    {0x858458f6, "ramfs", false},
    {0x958458f6, "hugetlbfs", false},
    {0x794c7630, "overlay", false},
    {0xef53, "ext", false},
    {0x58465342, "xfs", false},
    {0x9123683e, "btrfs", false},
    {0x2fc12fc1, "zfs", false},
    {0xf2f52010, "f2fs", false},
    {0x4d44, "msdos", false},
    {0x73717368, "squashfs", false},
    {0xe0f5e1e2, "erofs", false},
    {0x6969, "nfs", false},
    {0xff534d42, "cifs", false},
    {0xfe534d42, "smb2", false},
    {0x01021997, "9p", false},
    {0x65735546, "fuse", false},
};

const Filesystem* filesystem(std::uint32_t magic) {
    for (const auto& one : kFilesystems)
        if (one.magic == magic) return &one;
    return nullptr;
}

}  // namespace

std::span<const Filesystem> filesystems() { return kFilesystems; }

std::string_view filesystem_name(std::uint32_t magic) {
    const auto* found = filesystem(magic);
    return found ? found->name : std::string_view{};
}

std::string_view type_name_of_mode(std::uint32_t mode) {
    switch (mode & S_IFMT) {
        case S_IFREG:
            return "file";
        case S_IFDIR:
            return "dir";
        case S_IFCHR:
            return "char";
        case S_IFBLK:
            return "block";
        case S_IFIFO:
            return "fifo";
        case S_IFSOCK:
            return "sock";
        case S_IFLNK:
            return "link";
        default:
            return {};
    }
}

Value device_number(Context& c, std::uint32_t device) {
    c.scratch = std::to_string(device >> 20) + ':' + std::to_string(device & 0xfffff);
    return std::string_view{c.scratch};
}

const decode::File* file_of(const Context& c) {
    const auto* connect = body<decode::Connect>(c);
    if (!connect) return target_of(c);
    const bool bound = connect->resolved && !connect->socket.path.container.empty();
    return bound ? &connect->socket : nullptr;
}

bool from_host(const Context& c) {
    // By its name alone, where nothing led to the file.
    if (const auto* change = body<decode::Change>(c); change && !change->resolved) return c.seen.host.mounted;
    const auto* file = file_of(c);
    if (!file || file->own_root || !c.seen.host.mounted) return false;
    const auto* fs = filesystem(file->magic);
    return !fs || !fs->kernel;
}

}  // namespace overboard::fields
