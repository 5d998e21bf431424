// SPDX-License-Identifier: Apache-2.0
// How a recording lies in its file, for those who write and read it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "source/recording.h"

namespace overboard::source {

// The file begins with a skippable frame (RFC 8878, 3.1.2), so that "zstd -t" and "zstd -dc" take it whole.
inline constexpr std::uint32_t skippable_magic = 0x184D2A5F;
inline constexpr std::string_view recording_mark = "overboard recording\n";
struct Preamble {
    std::uint32_t magic = skippable_magic;
    std::uint32_t length = sizeof(Preamble) - 8;
    std::array<char, 20> mark{};
    std::uint32_t version = recording_version;

    Preamble() { std::memcpy(mark.data(), recording_mark.data(), mark.size()); }
};
static_assert(sizeof(Preamble) == 32 && recording_mark.size() == 20);

// In front of each entry's bytes, which are padded with zeros to a multiple of 8.
struct EntryHead {
    std::uint32_t kind, size;
};

constexpr std::size_t padded(std::size_t size) { return (size + 7) & ~std::size_t{7}; }

// A frame is closed at about this size: large enough to compress well, small enough that little is lost with it.
inline constexpr std::size_t frame_bytes = 256 << 10;
// An entry that is larger than that has a frame to itself.
inline constexpr std::size_t max_frame_bytes = frame_bytes + padded(max_entry_bytes) + sizeof(EntryHead);

}  // namespace overboard::source
