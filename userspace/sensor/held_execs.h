// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "decode/decoder.h"

namespace overboard::sensor {

// Failed execs that may yet succeed. execvp(3) tries each directory of PATH in turn, so that a tool that is there fails
// a few times first, by other names of the same last component. A failed exec is therefore judged only when its process
// ends, tries something else, or has done neither for a while; an exec of the same last component forgets it.
class HeldExecs {
public:
    using Judge = std::function<void(std::span<const std::byte>)>;

    // record: as a ring delivered it. judge: called for held records whose time has come, oldest first.
    // Gives true when the record is held back and must not be judged now.
    bool take(std::span<const std::byte> record, const Judge& judge);
    // Judges what was held before boot_ns (CLOCK_BOOTTIME) minus the patience.
    void release(std::uint64_t boot_ns, const Judge& judge);
    void flush(const Judge& judge);
    std::uint64_t forgotten() const { return forgotten_; }  // failed tries that a success followed

private:
    struct Held {
        std::pair<std::uint32_t, std::uint64_t> process;  // tgid, start
        std::string name;                                 // last component
        std::uint64_t time_ns;
        std::vector<std::uint64_t> words;  // the record, 8-byte aligned
        std::size_t size;
    };
    void hold(const decode::Event& event, std::span<const std::byte> record, const Judge& judge);
    void settle(const decode::Event& event, const Judge& judge);
    void judge_front(const Judge& judge);

    std::deque<Held> held_;  // few: one per process that is searching now
    decode::Decoder decoder_;
    std::uint64_t forgotten_ = 0;
};

}  // namespace overboard::sensor
