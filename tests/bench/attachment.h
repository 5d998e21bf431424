// SPDX-License-Identifier: Apache-2.0
// What is attached to the kernel while a workload runs: nothing, empty programs, or Overboard.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace overboard::bench {

// Attached for as long as it lives.
class Attachment {
public:
    virtual ~Attachment() = default;
};

using Attach = std::function<std::unique_ptr<Attachment>()>;

std::unique_ptr<Attachment> attach_nothing();

// A program that returns 0 on every hook that Overboard's own object would attach to here: the floor that no program on
// these hooks can be below. Throws std::runtime_error when the kernel refuses one.
std::unique_ptr<Attachment> attach_empty();

// The names of those hooks, as often as Overboard has a program there.
std::vector<std::string> hooks();

}  // namespace overboard::bench
