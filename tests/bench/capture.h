// SPDX-License-Identifier: Apache-2.0
// What the kernel tells of one container while nothing is filtered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace overboard::bench {

class Capture {
public:
    // Runs a container that reads files, starts programs and connects, half of it as a server's children.
    static Capture live();

    std::size_t size() const { return at_.size(); }
    std::span<const std::byte> operator[](std::size_t index) const;  // one record, 8-byte aligned
    std::string mix() const;                                         // "open 62 %, exec 20 %, ..."

private:
    void add(std::span<const std::byte> record);

    std::vector<std::uint64_t> words_;
    std::vector<std::pair<std::size_t, std::size_t>> at_;  // first word, bytes
};

}  // namespace overboard::bench
