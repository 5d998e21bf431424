// SPDX-License-Identifier: Apache-2.0
// Failures of the system as values. No exception crosses a room.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace overboard::base {

// One sentence a person can act on: what failed, where, why, and what to do.
struct Error {
    std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string message) { return tl::unexpected<Error>(Error{std::move(message)}); }

// fail() with strerror(number) appended: "cannot open /x: Permission denied".
tl::unexpected<Error> fail_errno(const std::string& what, int number);

}  // namespace overboard::base
