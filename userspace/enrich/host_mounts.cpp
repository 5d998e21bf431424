// SPDX-License-Identifier: Apache-2.0
#include "enrich/host_mounts.h"

#include <openssl/sha.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

#include "base/text.h"
#include "enrich/path.h"

namespace overboard::enrich {
namespace {

constexpr std::size_t max_paths = 8;        // names given for one file
constexpr std::size_t places_per_root = 8;  // a root mounted more often adds nothing

// The kernel writes space, tab, newline, backslash and "#" as three octal digits (mangle(), fs/seq_file.c).
std::string unescape(std::string_view text) {
    const auto digit = [](char c) { return c >= '0' && c <= '7'; };
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 3 < text.size() && digit(text[at + 1]) && digit(text[at + 2]) &&
            digit(text[at + 3])) {
            out += static_cast<char>((text[at + 1] - '0') * 64 + (text[at + 2] - '0') * 8 + (text[at + 3] - '0'));
            at += 3;
        } else {
            out += text[at];
        }
    }
    return out;
}

std::optional<std::uint32_t> device_number(std::string_view text) {
    std::uint32_t major = 0, minor = 0;
    const auto colon = text.find(':');
    if (colon == text.npos) return std::nullopt;
    const auto* end = text.data() + text.size();
    if (std::from_chars(text.data(), text.data() + colon, major).ec != std::errc()) return std::nullopt;
    if (std::from_chars(text.data() + colon + 1, end, minor).ec != std::errc()) return std::nullopt;
    return major << 20 | minor;  // MKDEV, include/linux/kdev_t.h
}

// Root filesystems of containers, whichever runtime mounted them, and other processes' roots.
bool in_container_root(std::string_view mountpoint) {
    if (beneath(mountpoint, "/proc") && mountpoint != "/proc") return true;
    for (const auto part : parts_of(mountpoint, "/"))
        if (part == "rootfs" || part == "merged") return true;
    return false;
}

// fields: of a line. The file system's type and options stand behind a lone dash, whose place varies.
std::string layers_of(const std::vector<std::string_view>& fields) {
    const auto dash = std::find(fields.begin() + std::min<std::size_t>(6, fields.size()), fields.end(), "-");
    if (fields.end() - dash < 4 || dash[1] != "overlay") return {};
    std::string lower;
    for (const auto option : parts_of(dash[3], ","))
        if (option.starts_with("lowerdir")) lower.append(option).append(1, ',');
    if (lower.empty()) return {};
    std::uint8_t hash[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const std::uint8_t*>(lower.data()), lower.size(), hash);
    return base::hex(hash);
}

}  // namespace

bool HostMounts::better(const Place& a, const Place& b) {
    return std::tuple(a.in_container, a.mountpoint.size(), a.order) <
           std::tuple(b.in_container, b.mountpoint.size(), b.order);
}

HostMounts HostMounts::parse(std::string_view text) {
    std::vector<std::string> lines;
    for (const auto line : parts_of(text, "\n")) lines.emplace_back(line);
    return of(lines);
}

HostMounts HostMounts::of(const std::vector<std::string>& lines) {
    HostMounts out;
    std::uint64_t order = 0;
    for (const auto& line : lines) out.add(line, order++);
    for (auto& [device, roots] : out.devices_) {
        for (auto& [root, places] : roots) {
            std::sort(places.begin(), places.end(), better);
            if (places.size() > places_per_root) places.resize(places_per_root);
        }
    }
    return out;
}

// "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw"
void HostMounts::add(std::string_view line, std::uint64_t order) {
    const auto fields = parts_of(line, " ");
    if (fields.size() < 6) return;
    const auto device = device_number(fields[2]);
    if (!device || !fields[3].starts_with('/') || !fields[4].starts_with('/')) return;
    if (auto layers = layers_of(fields); !layers.empty()) layers_.try_emplace(*device, std::move(layers));
    auto mountpoint = unescape(fields[4]);
    const bool inside = in_container_root(mountpoint);
    devices_[*device][unescape(fields[3])].push_back({std::move(mountpoint), inside, order});
}

std::string_view HostMounts::layers(std::uint32_t device) const {
    const auto known = layers_.find(device);
    return known == layers_.end() ? std::string_view() : known->second;
}

std::vector<std::string> HostMounts::paths(std::uint32_t device, std::string_view path) const {
    const auto known = devices_.find(device);
    if (known == devices_.end() || !path.starts_with('/')) return {};
    std::vector<std::pair<const Place*, std::string_view>> found;
    for (auto root = path;; root = dirname(root)) {
        if (const auto at = known->second.find(root); at != known->second.end())
            for (const auto& place : at->second) found.emplace_back(&place, below(path, root));
        if (root == "/") break;
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return better(*a.first, *b.first); });
    std::vector<std::string> out;
    for (const auto& [place, rest] : found)
        if (out.size() < max_paths) out.push_back(join(place->mountpoint, rest));
    return out;
}

}  // namespace overboard::enrich
