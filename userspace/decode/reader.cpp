// SPDX-License-Identifier: Apache-2.0
#include "decode/reader.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace overboard::decode {
namespace {

constexpr std::string_view cut_mark = "/...";  // stands for the components that a truncated walk left out

constexpr std::size_t word = sizeof(std::uint64_t);

std::uint64_t load(const char* at) {
    std::uint64_t out = 0;
    std::memcpy(&out, at, word);
    return out;
}

void store(char* at, std::uint64_t bytes) { std::memcpy(at, &bytes, word); }

// The highest bit of each byte that is zero, and no other.
std::uint64_t zeroes(std::uint64_t bytes) {
    constexpr std::uint64_t low = 0x7f7f7f7f7f7f7f7f;
    return ~(((bytes & low) + low) | bytes | low);
}

// How many bytes stand between end and the last NUL in front of it, `most` at most. The words that are looked at begin
// in front of a text: there a record's header lies.
std::size_t back_to_nul(const char* end, std::size_t most) {
    static_assert(std::endian::native == std::endian::little && sizeof(ob_record) >= word);
    for (std::size_t out = 0; out < most; out += word)
        if (const auto found = zeroes(load(end - out - word)))
            return std::min(out + static_cast<std::size_t>(std::countl_zero(found)) / 8, most);
    return most;
}

// to[0] to to[size]: a slash, and the component of a word or more that ends at `end`. last: its last word.
void put_long(char* to, const char* end, std::size_t size, std::uint64_t last) {
    *to++ = '/';
    for (std::size_t at = 0; at + word < size; at += word) store(to + at, load(end - size + at));
    store(to + size - word, last);
}

// Writes components, each ended by NUL and leaf first as the wire has them, from the last to the first as a path that
// begins at `to`. Each takes the room that it had with its NUL; up to a word behind them is written over. Gives the
// path's end; null when a component is empty, or the last not ended.
char* append(std::string_view components, char* to) {
    if (components.empty()) return to;
    const char *const begin = components.data(), *end = begin + components.size() - 1;
    if (*end != '\0') return nullptr;
    for (;; --end) {  // which is the NUL behind a component
        const auto most = static_cast<std::size_t>(end - begin);
        const auto bytes = load(end - word);
        const auto found = zeroes(bytes);
        auto size = std::min(found ? static_cast<std::size_t>(std::countl_zero(found)) / 8 : word, most);
        if (size == 0) return nullptr;
        if (size < word)  // as most are
            store(to, bytes >> 8 * (word - size) << 8 | '/');
        else
            put_long(to, end, size += back_to_nul(end - word, most - word), bytes);
        to += size + 1;
        end -= size;
        if (end == begin) return to;
    }
}

}  // namespace

bool Reader::path(const ob_path& wire, Path& out) {
    note(&wire, true);
    const std::size_t total = std::size_t{wire.inside} + wire.above + wire.below;
    if (total > 0 && (wire.off < fixed_ || wire.off + total > record_.size())) return reject("slice");
    const auto* runs = reinterpret_cast<const char*>(record_.data()) + (total > 0 ? wire.off : 0);
    out.outside = wire.flags & OB_PATH_OUTSIDE;
    out.truncated = wire.flags & OB_PATH_TRUNCATED;
    out.unlinked = wire.flags & OB_PATH_UNLINKED;
    out.escaped = wire.flags & OB_PATH_ESCAPED;
    const std::string_view inside{runs, wire.inside}, above{inside.end(), wire.above}, below{above.end(), wire.below};
    // Nearly always one of the two is the end of the other.
    const bool shared = !out.truncated && !inside.empty() && (above.empty() || below.empty());
    if (!assemble(inside, above.empty() && shared ? below : above, out.truncated, out.container)) return false;
    if (!shared) return assemble(inside, below, out.truncated, out.filesystem);
    out.filesystem = out.container;
    auto& shorter = above.empty() ? out.container : out.filesystem;
    shorter.remove_prefix(above.size() + below.size());
    return true;
}

// In a fresh stretch of the buffer. run: leaf first; rest: what stands above it.
inline bool Reader::assemble(std::string_view run, std::string_view rest, bool truncated, std::string_view& out) {
    if (cut_mark.size() + rest.size() + run.size() + word > texts_.size() - used_) return reject("path");
    char *const begin = texts_.data() + used_, *at = begin;
    if (truncated) at = std::copy(cut_mark.begin(), cut_mark.end(), at);
    if (!(at = append(rest, at)) || !(at = append(run, at))) return reject("path");
    used_ = static_cast<std::size_t>(at - texts_.data());
    out = at == begin ? std::string_view("/") : std::string_view(begin, static_cast<std::size_t>(at - begin));
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

bool Reader::server(const ob_slice& slice, const ob_server*& out) {
    out = nullptr;
    std::string_view raw;
    if (!view(slice, raw)) return false;
    if (raw.empty()) return true;
    if (raw.size() != sizeof(ob_server)) return reject("server");
    const auto* block = reinterpret_cast<const ob_server*>(raw.data());
    if (reinterpret_cast<std::uintptr_t>(raw.data()) % alignof(ob_server) != 0) {  // a slice promises none
        std::memcpy(&server_, raw.data(), sizeof server_);
        block = &server_;
    }
    if (block->cause < OB_SERVER_LISTEN || block->cause > OB_SERVER_UNKNOWN) return reject("server");
    for (const auto& peer : block->peers)
        if (!inet(peer)) return false;
    out = block;
    return true;
}

bool Reader::descriptor(const ob_descriptor& wire, Descriptor& out) {
    if (wire.kind >= OB_FD_KINDS) return reject("descriptor");
    out.kind = static_cast<ob_descriptor_kind>(wire.kind);
    out.inode = wire.ino;
    out.accepted = wire.flags & OB_FD_ACCEPTED;
    return true;
}

}  // namespace overboard::decode
