// SPDX-License-Identifier: Apache-2.0
#include "decode/decoder.h"

#include <bit>
#include <cstdint>
#include <cstring>

#include "decode/events/events.h"

namespace overboard::decode {
namespace {

struct Row {
    const char* name;
    std::size_t size;
    bool (*fill)(const ob_record& record, Reader& reader, Body& body);
};

template <ob_kind kind, class Wire>
bool fill_body(const ob_record& record, Reader& reader, Body& body) {
    return fill(reinterpret_cast<const Wire&>(record), reader, body.emplace<BodyOf<kind>>());
}

constexpr Row rows[OB_KINDS] = {{"unknown", 0, nullptr},
#define X(upper, lower, ring) {#lower, sizeof(ob_event_##lower), fill_body<OB_KIND_##upper, ob_event_##lower>},
                                OB_EVENTS(X)
#undef X
};

// A ring pads its records to 8 bytes; whoever hands one on may have kept the padding.
constexpr std::size_t alignment = 8;

// strnlen, without a call.
std::size_t length_of(const char (&comm)[OB_COMM_LEN]) {
    constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    std::size_t out = 0;
    for (std::uint64_t half = 0; out < OB_COMM_LEN; out += sizeof half) {
        std::memcpy(&half, comm + out, sizeof half);
        const auto found = (half - ones) & ~half & tops;  // its lowest bit is of the first NUL
        if (found) return out + static_cast<std::size_t>(std::countr_zero(found)) / 8;
    }
    return out;
}

const char* header_fault(std::span<const std::byte> bytes) {
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignment != 0) return "alignment";
    if (bytes.size() < sizeof(ob_record)) return "short";
    const auto& record = *reinterpret_cast<const ob_record*>(bytes.data());
    if (record.kind == OB_KIND_NONE || record.kind >= OB_KINDS) return "kind";
    if (record.ring >= OB_RINGS) return "ring";
    if (record.size < rows[record.kind].size) return "short";
    if (record.size > OB_RECORD_MAX || record.size > bytes.size()) return "size";
    if (bytes.size() - record.size >= alignment) return "size";
    return nullptr;
}

}  // namespace

struct Decoder::State {
    Reader reader;
    Event event;
    const char* why = "";
};

Decoder::Decoder() : state_(std::make_unique<State>()) {}
Decoder::~Decoder() = default;

const Event* Decoder::decode(std::span<const std::byte> bytes) {
    auto& [reader, event, why] = *state_;
    if (const char* fault = header_fault(bytes)) {
        why = fault;
        return nullptr;
    }
    const auto& record = *reinterpret_cast<const ob_record*>(bytes.data());
    const Row& row = rows[record.kind];
    reader.begin(bytes.first(record.size), row.size);
    event.record = &record;
    event.task.raw = &record.task;
    event.task.comm = {record.task.comm, length_of(record.task.comm)};
    if (!reader.server(record.task.server, event.task.server) || !row.fill(record, reader, event.body)) {
        why = reader.fault();
        return nullptr;
    }
    why = "";
    return &event;
}

std::span<const TextPlace> Decoder::texts() const { return state_->reader.texts(); }
std::size_t Decoder::fixed_size() const { return rows[state_->event.record->kind].size; }

const char* Decoder::why() const { return state_->why; }

const char* kind_name(unsigned kind) { return kind < OB_KINDS ? rows[kind].name : rows[OB_KIND_NONE].name; }

}  // namespace overboard::decode
