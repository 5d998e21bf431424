// SPDX-License-Identifier: Apache-2.0
// The kernel side, attached for a test, and the records it sent, kept and decoded.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "decode/decoder.h"
#include "source/live.h"

namespace overboard::test {

// A record and its decoded form, independent of the ring.
class Captured {
public:
    explicit Captured(std::span<const std::byte> bytes);
    const decode::Event& event() const { return *event_; }

private:
    std::vector<std::uint64_t> words_;  // 8-byte aligned, as the decoder wants it
    std::unique_ptr<decode::Decoder> decoder_;
    const decode::Event* event_;
};

class Kernel {
public:
    // Everything admitted, unless a filter is given. processes: room in the process table, 0 for the usual. Throws
    // std::runtime_error when it cannot be attached.
    explicit Kernel(const source::KernelFilter& filter = everything(), std::uint32_t processes = 0);
    static source::KernelFilter everything();

    using Match = std::function<bool(const decode::Event&)>;
    // The first record, seen so far or within the time, that matches; null when there is none.
    const decode::Event* wait(const Match& match, std::chrono::milliseconds time = std::chrono::milliseconds(2000));
    // Drains for a moment and gives all that match.
    std::vector<const decode::Event*> all(const Match& match);
    void forget() {  // what was sent so far
        drain();
        records_.clear();
    }
    source::Live& live() { return *live_; }
    // One of its maps, to play what cannot be made to happen. name: as in bpf/lib/maps.bpf.h, to 15 characters.
    static base::Fd map(std::string_view name);

private:
    void drain();
    std::unique_ptr<source::Live> live_;
    std::vector<std::unique_ptr<Captured>> records_;
};

}  // namespace overboard::test
