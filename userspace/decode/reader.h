// SPDX-License-Identifier: Apache-2.0
// Reads the variable parts of one record. Every view it gives lies inside the record or its own buffer.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "decode/event.h"

namespace overboard::decode {

// Where in the record a slice or path of text is described, and what it holds.
struct TextPlace {
    std::size_t at;  // of the ob_slice or ob_path, from the record's start
    bool is_path;
};
inline constexpr int max_errno = 4095;        // MAX_ERRNO, include/linux/err.h
inline constexpr std::size_t max_texts = 16;  // of which places are kept: an event has a handful

class Reader {
public:
    // bytes: the whole record; fixed: size of its struct, before which no slice may begin.
    void begin(std::span<const std::byte> bytes, std::size_t fixed) {
        record_ = bytes;
        fixed_ = fixed;
        used_ = place_count_ = 0;
        fault_ = "";
    }

    // Each gives false when the wire lies, and fault() then names what it lied about.
    bool bytes(const ob_slice& slice, std::string_view& out) {  // text that may hold NULs
        note(&slice, false);
        return view(slice, out);
    }
    bool text(const ob_slice& slice, std::string_view& out) {  // up to the first NUL
        if (!bytes(slice, out)) return false;
        if (!out.empty()) out = out.substr(0, out.find('\0'));
        return true;
    }
    bool path(const ob_path& wire, Path& out);
    bool file(const ob_file& wire, File& out);
    bool server(const ob_slice& slice, const ob_server*& out);
    bool descriptor(const ob_descriptor& wire, Descriptor& out);
    bool entry(std::uint32_t wire, ob_entry& out) {
        if (wire > OB_ENTRY_IO_URING) return reject("entry");
        out = static_cast<ob_entry>(wire);
        return true;
    }
    bool error(std::int32_t wire, int& out) {  // 0 or -errno on the wire, 0 or errno out
        if (wire > 0 || wire < -max_errno) return reject("error");
        out = -wire;
        return true;
    }
    bool flag(std::uint32_t wire, bool& out) {
        out = wire == 1;
        return wire <= 1 || reject("flag");
    }
    bool inet(const ob_inet& wire) {
        return wire.family == 0 || wire.family == AF_INET || wire.family == AF_INET6 || reject("family");
    }
    template <class Enum>  // an enumerator of 0..end-1
    bool choice(std::uint32_t wire, Enum end, Enum& out) {
        if (wire >= static_cast<std::uint32_t>(end)) return reject("choice");
        out = static_cast<Enum>(wire);
        return true;
    }

    bool reject(const char* fault) {  // always false
        fault_ = fault;
        return false;
    }
    const char* fault() const { return fault_; }

    // Every text that was read since begin(), for whoever must find them all (decode/scrub.h).
    std::span<const TextPlace> texts() const { return {places_.data(), place_count_}; }

private:
    bool view(const ob_slice& slice, std::string_view& out) {
        out = {};
        if (slice.len == 0) return true;
        if (slice.off < fixed_ || std::size_t{slice.off} + slice.len > record_.size()) return reject("slice");
        out = {reinterpret_cast<const char*>(record_.data()) + slice.off, slice.len};
        return true;
    }
    // Descriptions lie in the record itself: events hand their wire struct's members on by reference.
    void note(const void* wire, bool is_path) {
        if (place_count_ == places_.size()) return;
        const auto at = static_cast<std::size_t>(static_cast<const std::byte*>(wire) - record_.data());
        places_[place_count_++] = {at, is_path};
    }
    bool assemble(std::string_view run, std::string_view rest, bool truncated, std::string_view& out);

    // exec carries two paths of two texts each; a hostile record may let them overlap, hence four whole ones.
    static constexpr std::size_t text_bytes = OB_RECORD_MAX + 16;
    std::array<char, 4 * text_bytes> texts_;
    std::size_t used_ = 0;
    std::array<TextPlace, max_texts> places_;
    std::size_t place_count_ = 0;
    ob_server server_{};
    std::span<const std::byte> record_;
    std::size_t fixed_ = 0;
    const char* fault_ = "";
};

}  // namespace overboard::decode
