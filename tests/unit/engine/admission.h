// SPDX-License-Identifier: Apache-2.0
// Would the kernel have sent this event? Asked of the kernel's own code, with a filter's contents in its maps.
#pragma once

#include "decode/event.h"
#include "source/filter.h"

namespace overboard::test {

// One at a time: the kernel's maps are globals.
class Admission {
public:
    explicit Admission(const source::KernelFilter& filter);
    Admission(const Admission&) = delete;
    ~Admission();

    bool admits(const decode::Event& event) const;
};

}  // namespace overboard::test
