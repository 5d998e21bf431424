// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "base/result.h"
#include "decode/event.h"

namespace overboard::decode {

struct TextPlace;  // decode/reader.h

// Turns the bytes of one record into an Event. Nothing is trusted: sizes, slices, counts, kinds and
// enums are checked against the record before anything is read. One decoder per reading thread.
class Decoder {
public:
    Decoder();
    ~Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    // bytes: one record as a ring or a recording delivered it, 8-byte aligned, borrowed until the next
    // call. Gives the event, or null when the record is malformed; why() then says what was wrong.
    const Event* decode(std::span<const std::byte> bytes);

    // The texts of the event that decode() gave last, and the size of its struct, before which no text lies.
    std::span<const TextPlace> texts() const;
    std::size_t fixed_size() const;

    // A constant string naming the first fault of the last malformed record (a metric label).
    const char* why() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// The kind's name as rules, metrics and JSON spell it: "exec", "exec_failed", "open", ... ; "unknown".
const char* kind_name(unsigned kind);

}  // namespace overboard::decode
