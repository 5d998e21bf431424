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

// The highest bit of each byte that is zero, and of none below the first such byte.
std::uint64_t zeroes(std::uint64_t bytes) {
    constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    return (bytes - ones) & ~bytes & tops;
}

std::size_t place(std::uint64_t found) { return static_cast<std::size_t>(std::countr_zero(found)) / 8; }

void store(char* at, std::uint64_t bytes) { std::memcpy(at, &bytes, word); }

// The first bytes of a text, which is not empty; behind its end, zeroes. What does not fill a word is read with bytes
// in front of it: a text lies behind a record's header.
std::uint64_t head(const char* text, std::size_t size) {
    static_assert(std::endian::native == std::endian::little && sizeof(ob_record) >= word);
    return size >= word ? load(text) : load(text + size - word) >> 8 * (word - size);
}

// Where the first NUL stands, or size.
std::size_t find_nul(const char* text, std::size_t size) {
    for (std::size_t at = 0; at < size; at += word)
        if (const auto found = zeroes(head(text + at, size - at))) return std::min(at + place(found), size);
    return size;
}

// Writes components, each ended by NUL, leaf first as the wire has them, as a path that ends at top. So the "/" in
// front of one takes the place of the NUL after it, and they never need more room than they take. Gives where the path
// begins; null when one is empty or not ended.
char* prepend(std::string_view components, char* top) {
    const char *from = components.data(), *const end = from + components.size();
    while (from != end) {
        const auto size = static_cast<std::size_t>(end - from);
        const auto bytes = head(from, size);
        std::size_t length = word;
        if (const auto found = zeroes(bytes)) {  // shorter than a word, as most are: "/name" in the word's last bytes
            length = place(found);
            store(top - word, (bytes << 8 | '/') << 8 * (word - 1 - length));
        } else {
            length += find_nul(from + word, size - word);
            for (std::size_t left = length; left != 0; left -= std::min(left, word))  // from its end, a word at a time
                store(top - length + left - word, load(from + left - word));
        }
        if (length == 0 || length >= size) return nullptr;
        top -= length + 1;
        *top = '/';
        from += length + 1;
    }
    return top;
}

}  // namespace

void Reader::begin(std::span<const std::byte> bytes, std::size_t fixed) {
    record_ = bytes;
    fixed_ = fixed;
    used_ = place_count_ = 0;
    fault_ = "";
}

bool Reader::text(const ob_slice& slice, std::string_view& out) {
    if (!bytes(slice, out)) return false;
    out = out.substr(0, out.find('\0'));
    return true;
}

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

// Writes backwards from the end of a fresh stretch of the buffer: the wire's order is leaf first. Words are stored, so
// a stretch has room for what stands in front of its first byte.
bool Reader::assemble(std::string_view run, std::string_view rest, bool truncated, std::string_view& out) {
    char* const floor = texts_.data() + used_ + word;
    char* const end = floor + run.size() + rest.size() + cut_mark.size();
    if (end > texts_.data() + texts_.size()) return reject("path");
    char* top = prepend(run, end);
    if (top && !rest.empty()) top = prepend(rest, top);
    if (!top) return reject("path");
    if (truncated) {
        top -= cut_mark.size();
        std::memcpy(top, cut_mark.data(), cut_mark.size());
    }
    used_ = static_cast<std::size_t>(end - texts_.data());
    out = top == end ? std::string_view("/") : std::string_view(top, static_cast<std::size_t>(end - top));
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
