// SPDX-License-Identifier: Apache-2.0
// Reads the variable parts of one record. Every view it gives lies inside the record or its own buffer.
#pragma once

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
inline constexpr std::size_t max_texts = 16;  // of which places are kept: an event has a handful

class Reader {
public:
    // bytes: the whole record; fixed: size of its struct, before which no slice may begin.
    void begin(std::span<const std::byte> bytes, std::size_t fixed);

    // Each gives false when the wire lies, and fault() then names what it lied about.
    bool bytes(const ob_slice& slice, std::string_view& out);  // text that may hold NULs
    bool text(const ob_slice& slice, std::string_view& out);   // up to the first NUL
    bool path(const ob_path& wire, Path& out);
    bool file(const ob_file& wire, File& out);
    bool server(const ob_slice& slice, const ob_server*& out);
    bool entry(std::uint32_t wire, ob_entry& out);
    bool error(std::int32_t wire, int& out);  // 0 or -errno on the wire, 0 or errno out
    bool flag(std::uint32_t wire, bool& out);
    bool descriptor(const ob_descriptor& wire, Descriptor& out);
    bool inet(const ob_inet& wire);
    template <class Enum>  // an enumerator of 0..end-1
    bool choice(std::uint32_t wire, Enum end, Enum& out) {
        if (wire >= static_cast<std::uint32_t>(end)) return reject("choice");
        out = static_cast<Enum>(wire);
        return true;
    }

    bool reject(const char* fault);  // always false
    const char* fault() const { return fault_; }

    // Every text that was read since begin(), for whoever must find them all (decode/scrub.h).
    std::span<const TextPlace> texts() const { return {places_.data(), place_count_}; }

private:
    bool view(const ob_slice& slice, std::string_view& out);
    void note(const void* wire, bool is_path);
    bool assemble(std::string_view run, std::string_view rest, bool truncated, std::string_view& out);
    bool prepend(std::string_view components, char* floor, char*& top);

    // exec carries two paths of two texts each; a hostile record may let them overlap, hence four whole ones.
    static constexpr std::size_t text_bytes = OB_RECORD_MAX + 8;
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
