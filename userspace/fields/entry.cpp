// SPDX-License-Identifier: Apache-2.0
// entry.*: a way into the kernel that watchers of system calls overlook.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

Value way(Context& c, int) {
    const auto* e = body<decode::Entry>(c);
    if (!e) return {};
    return e->entry == OB_ENTRY_COMPAT ? std::string_view{"compat"} : std::string_view{"io_uring"};
}

constexpr Field kRows[] = {
    {"entry.way", Type::text, "io_uring: a ring was set up; compat: a 64-bit kernel was entered by a 32-bit call.",
     way},
};

constexpr std::string_view kCalls[] = {"io_uring_setup"};  // a 32-bit entry may have been any call

Names calls_of(const decode::Event& event) {
    const auto* e = std::get_if<decode::Entry>(&event.body);
    return e && e->entry == OB_ENTRY_IO_URING ? Names{kCalls} : Names{};
}

}  // namespace

Rows entry_rows() { return kRows; }
SystemCalls entry_calls() { return {kCalls, calls_of}; }

}  // namespace overboard::fields
