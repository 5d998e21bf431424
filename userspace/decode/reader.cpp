// SPDX-License-Identifier: Apache-2.0
#include "decode/reader.h"

#include <sys/socket.h>

#include <bit>
#include <cstring>

namespace overboard::decode {
namespace {

constexpr std::string_view cut_mark = "/...";  // stands for the components that a truncated walk left out
constexpr int max_errno = 4095;                // MAX_ERRNO, include/linux/err.h

// Where the first NUL stands, or npos. Components are short: eight bytes at once beat a call of memchr.
std::size_t find_nul(std::string_view text) {
    static_assert(std::endian::native == std::endian::little);
    constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        if (const auto zeroes = (word - ones) & ~word & tops)
            return at + static_cast<std::size_t>(std::countr_zero(zeroes)) / 8;
    }
    for (; at < text.size(); ++at)
        if (text[at] == '\0') return at;
    return text.npos;
}

}  // namespace

void Reader::begin(std::span<const std::byte> bytes, std::size_t fixed) {
    record_ = bytes;
    fixed_ = fixed;
    used_ = place_count_ = 0;
    fault_ = "";
}

bool Reader::reject(const char* fault) {
    fault_ = fault;
    return false;
}

// Descriptions lie in the record itself: events hand their wire struct's members on by reference.
void Reader::note(const void* wire, bool is_path) {
    if (place_count_ == places_.size()) return;
    const auto at = static_cast<std::size_t>(static_cast<const std::byte*>(wire) - record_.data());
    places_[place_count_++] = {at, is_path};
}

bool Reader::bytes(const ob_slice& slice, std::string_view& out) {
    note(&slice, false);
    return view(slice, out);
}

bool Reader::view(const ob_slice& slice, std::string_view& out) {
    out = {};
    if (slice.len == 0) return true;
    if (slice.off < fixed_ || std::size_t{slice.off} + slice.len > record_.size()) return reject("slice");
    out = {reinterpret_cast<const char*>(record_.data()) + slice.off, slice.len};
    return true;
}

bool Reader::text(const ob_slice& slice, std::string_view& out) {
    if (!bytes(slice, out)) return false;
    out = out.substr(0, out.find('\0'));
    return true;
}

bool Reader::path(const ob_path& wire, Path& out) {
    note(&wire, true);
    const std::size_t total = std::size_t{wire.inside} + wire.above + wire.below;
    std::string_view runs;
    if (total > 0) {
        if (wire.off < fixed_ || wire.off + total > record_.size()) return reject("slice");
        runs = {reinterpret_cast<const char*>(record_.data()) + wire.off, total};
    }
    out.outside = wire.flags & OB_PATH_OUTSIDE;
    out.truncated = wire.flags & OB_PATH_TRUNCATED;
    out.unlinked = wire.flags & OB_PATH_UNLINKED;
    out.escaped = wire.flags & OB_PATH_ESCAPED;
    const auto inside = runs.substr(0, wire.inside), above = runs.substr(wire.inside, wire.above),
               below = runs.substr(wire.inside + wire.above, wire.below);
    // Nearly always one of the two is the end of the other.
    const bool shared = !out.truncated && !inside.empty() && (above.empty() || below.empty());
    if (!assemble(inside, above.empty() && shared ? below : above, out.truncated, out.container)) return false;
    if (!shared) return assemble(inside, below, out.truncated, out.filesystem);
    out.filesystem = out.container;
    auto& shorter = above.empty() ? out.container : out.filesystem;
    shorter.remove_prefix(above.size() + below.size());
    return true;
}

// Writes backwards from the end of a fresh stretch of the buffer: the wire's order is leaf first.
bool Reader::assemble(std::string_view run, std::string_view rest, bool truncated, std::string_view& out) {
    char* const floor = texts_.data() + used_;
    char* const end = floor + run.size() + rest.size() + cut_mark.size();
    if (end > texts_.data() + texts_.size()) return reject("path");
    char* top = end;
    if (!prepend(run, floor, top) || !prepend(rest, floor, top)) return reject("path");
    if (truncated) {
        top -= cut_mark.size();
        std::memcpy(top, cut_mark.data(), cut_mark.size());
    }
    used_ += static_cast<std::size_t>(end - floor);
    out = top == end ? std::string_view("/") : std::string_view(top, static_cast<std::size_t>(end - top));
    return true;
}

// components: each ended by NUL, so the "/" in front of one takes the place of the NUL after it.
bool Reader::prepend(std::string_view components, char* floor, char*& top) {
    while (!components.empty()) {
        const auto length = find_nul(components);
        if (length == std::string_view::npos || length == 0) return false;
        if (static_cast<std::size_t>(top - floor) < length + 1) return false;
        top -= length;
        for (std::size_t i = 0; i < length; ++i) top[i] = components[i];
        *--top = '/';
        components.remove_prefix(length + 1);
    }
    return true;
}

bool Reader::file(const ob_file& wire, File& out) {
    out.inode = wire.ino;
    out.device = wire.dev;
    out.magic = wire.magic;
    out.mode = wire.mode;
    out.own_root = wire.flags & OB_FILE_OWN_ROOT;
    out.upper_layer = wire.flags & OB_FILE_UPPER;
    out.runtime = wire.flags & OB_FILE_RUNTIME;
    out.stdio = wire.flags & OB_FILE_STDIO;
    out.rdev = wire.rdev;
    return path(wire.path, out.path);
}

// Copied, since a slice promises no alignment.
bool Reader::server(const ob_slice& slice, const ob_server*& out) {
    out = nullptr;
    std::string_view raw;
    if (!view(slice, raw)) return false;
    if (raw.empty()) return true;
    if (raw.size() != sizeof(ob_server)) return reject("server");
    std::memcpy(&server_, raw.data(), sizeof server_);
    if (server_.cause < OB_SERVER_LISTEN || server_.cause > OB_SERVER_UNKNOWN) return reject("server");
    for (const auto& peer : server_.peers)
        if (!inet(peer)) return false;
    out = &server_;
    return true;
}

bool Reader::entry(std::uint32_t wire, ob_entry& out) {
    if (wire > OB_ENTRY_IO_URING) return reject("entry");
    out = static_cast<ob_entry>(wire);
    return true;
}

bool Reader::error(std::int32_t wire, int& out) {
    if (wire > 0 || wire < -max_errno) return reject("error");
    out = -wire;
    return true;
}

bool Reader::flag(std::uint32_t wire, bool& out) {
    if (wire > 1) return reject("flag");
    out = wire == 1;
    return true;
}

bool Reader::descriptor(const ob_descriptor& wire, Descriptor& out) {
    if (wire.kind >= OB_FD_KINDS) return reject("descriptor");
    out.kind = static_cast<ob_descriptor_kind>(wire.kind);
    out.inode = wire.ino;
    out.accepted = wire.flags & OB_FD_ACCEPTED;
    return true;
}

bool Reader::inet(const ob_inet& wire) {
    if (wire.family != 0 && wire.family != AF_INET && wire.family != AF_INET6) return reject("family");
    return true;
}

}  // namespace overboard::decode
