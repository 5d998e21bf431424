// SPDX-License-Identifier: Apache-2.0
#include "enrich/executable_hash.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <vector>

#include "base/fd.h"
#include "base/file.h"
#include "base/text.h"
#include "enrich/path.h"

namespace overboard::enrich {
namespace {

constexpr std::size_t chunk = 256 << 10, max_mounts = 1 << 20;
constexpr unsigned minor_bits = 20;  // of a device on the wire: major << 20 | minor

// Of the mount that the file was opened through, as on the wire; 0 when it is not told. stat(2) of an overlay whose
// layers lie on several file systems names a device of the layer instead.
std::uint32_t device_of_mount(const std::string& proc, std::uint32_t pid, int file) {
    constexpr std::size_t columns = 3, max_fdinfo = 4096;  // of a line: id, parent's id, device
    constexpr std::string_view label = "mnt_id:\t";
    const auto told = base::read_file(proc + "/self/fdinfo/" + std::to_string(file), max_fdinfo, base::Excess::cut);
    const auto at = told ? told->find(label) : std::string::npos;
    if (at == std::string::npos) return 0;
    const auto id = told->substr(at + label.size(), told->find('\n', at) - at - label.size());
    const auto table = base::read_file(proc + "/" + std::to_string(pid) + "/mountinfo", max_mounts, base::Excess::cut);
    for (const auto line : parts_of(table ? std::string_view(*table) : std::string_view(), "\n")) {
        const auto parts = parts_of(line.substr(0, line.find('/')), " ");
        if (parts.size() < columns || parts[0] != id) continue;
        unsigned high = 0, low = 0;
        const std::string device(parts[2]);
        return std::sscanf(device.c_str(), "%u:%u", &high, &low) == 2 ? high << minor_bits | low : 0;
    }
    return 0;
}

constexpr int reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

int open_exe(const std::string& proc, std::uint32_t pid) {
    return ::open((proc + "/" + std::to_string(pid) + "/exe").c_str(), reading);
}

// By its path, in the root file system that the runtime made and in no other: nothing that was mounted in there, and no
// link, is followed, and a root that the first process gave itself is refused.
base::Fd open_in_root(const std::string& proc, const Executable& wanted) {
    const auto link = proc + "/" + std::to_string(wanted.init_pid) + "/root";
    const base::Fd root(::open(link.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root || device_of_mount(proc, wanted.init_pid, root.get()) != wanted.root_device) return {};
    open_how how{};
    how.flags = reading;
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
    return base::Fd(static_cast<int>(::syscall(SYS_openat2, root.get(), wanted.path.c_str(), &how, sizeof how)));
}

// "" when it cannot be read whole.
std::string sha256_of(int file, std::uint64_t size) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> sum(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!sum || EVP_DigestInit_ex(sum.get(), EVP_sha256(), nullptr) != 1) return {};
    std::vector<char> buffer(std::min<std::uint64_t>(chunk, size));
    for (std::uint64_t left = size; left != 0;) {
        const auto got = ::read(file, buffer.data(), std::min<std::uint64_t>(buffer.size(), left));
        if (got <= 0 || EVP_DigestUpdate(sum.get(), buffer.data(), static_cast<std::size_t>(got)) != 1) return {};
        left -= static_cast<std::uint64_t>(got);
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    if (EVP_DigestFinal_ex(sum.get(), out.data(), &length) != 1) return {};
    return base::hex({out.data(), length});
}

}  // namespace

bool never_waits(const decode::File& file) {
    static constexpr std::array<std::uint32_t, 8> disks_and_memory = {
        EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC,    F2FS_SUPER_MAGIC,
        TMPFS_MAGIC,      RAMFS_MAGIC,     EROFS_SUPER_MAGIC_V1, SQUASHFS_MAGIC};
    if (file.magic == OVERLAYFS_SUPER_MAGIC) return file.own_root;  // the runtime made it
    return std::find(disks_and_memory.begin(), disks_and_memory.end(), file.magic) != disks_and_memory.end();
}

ExecutableHashes::ExecutableHashes(std::string proc, Witness* witness, Limits limits)
    : proc_(std::move(proc)), witness_(witness), limits_(limits), budget_(static_cast<double>(limits.bytes_a_second)) {}

std::string ExecutableHashes::of(const Executable& wanted) {
    if (proc_.empty() || wanted.inode == 0) return {};
    return ask(witness_, {Subject::executable_hash, wanted.pid}, [&] { return look(wanted); });
}

ExecutableHashes::Key ExecutableHashes::key_of(int file, bool& regular) {
    struct stat found {};
    regular = ::fstat(file, &found) == 0 && S_ISREG(found.st_mode);
    const auto device = std::uint64_t{major(found.st_dev)} << minor_bits | minor(found.st_dev);
    return {device, found.st_ino, found.st_ctim.tv_sec, found.st_ctim.tv_nsec, found.st_size};
}

bool ExecutableHashes::is(int file, std::uint32_t pid, const Executable& wanted, Key& key) const {
    bool regular = false;
    key = key_of(file, regular);
    if (!regular || key.inode != wanted.inode) return false;
    return key.device == wanted.device || device_of_mount(proc_, pid, file) == wanted.device;
}

// The file, or none. Programs that end at once are found where they lie.
base::Fd ExecutableHashes::find(const Executable& wanted, Key& key) const {
    base::Fd file(open_exe(proc_, wanted.pid));
    if (file && is(file.get(), wanted.pid, wanted, key)) return file;
    if (wanted.path.empty() || wanted.root_device == 0) return {};
    file = open_in_root(proc_, wanted);
    return file && is(file.get(), wanted.init_pid, wanted, key) ? std::move(file) : base::Fd();
}

std::string ExecutableHashes::look(const Executable& wanted) {
    Key key{};
    const auto file = find(wanted, key);
    if (!file) return {};
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    const auto size = static_cast<std::uint64_t>(key.size);
    if (size > limits_.file_bytes || !afford(size)) return {};
    auto hash = sha256_of(file.get(), size);
    bool regular = false;
    if (hash.empty() || key_of(file.get(), regular) != key) return {};
    remember(key, hash);
    return hash;
}

bool ExecutableHashes::afford(std::uint64_t bytes) {
    const auto now = Clock::now();
    const auto rate = static_cast<double>(limits_.bytes_a_second);
    const double passed = std::chrono::duration<double>(now - filled_).count();
    budget_ = std::min(rate, budget_ + passed * rate);
    filled_ = now;
    if (budget_ < static_cast<double>(bytes)) return false;
    budget_ -= static_cast<double>(bytes);
    return true;
}

void ExecutableHashes::remember(const Key& key, const std::string& hash) {
    if (known_.size() >= limits_.remembered) {
        known_.erase(order_.front());
        order_.pop_front();
    }
    if (known_.emplace(key, hash).second) order_.push_back(key);
}

}  // namespace overboard::enrich
