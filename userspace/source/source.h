// SPDX-License-Identifier: Apache-2.0
// Where records come from: the live rings, or a recording.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "base/result.h"

namespace overboard::source {

// Called for each record, 8-byte aligned, valid during the call.
using Sink = std::function<void(std::span<const std::byte>)>;

class Source {
public:
    virtual ~Source() = default;

    // Delivers what is there, the decisive ring first and a bounded batch of the bulk ring at a time.
    // Gives the number of records; fails only when the source is broken for good.
    virtual base::Result<std::size_t> drain(const Sink& sink) = 0;
};

}  // namespace overboard::source
