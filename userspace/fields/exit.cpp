// SPDX-License-Identifier: Apache-2.0
// exit.*: how a process ended.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

// As wait(2) gives it: status << 8 | signal, bit 7 of the signal telling of a core dump.
Value status(Context& c, int) {
    const auto* e = body<decode::Exit>(c);
    return e ? number((e->code >> 8) & 0xff) : Value{};
}
Value signal_of(Context& c, int) {
    const auto* e = body<decode::Exit>(c);
    return e ? number(e->code & 0x7f) : Value{};
}

constexpr Field kRows[] = {
    {"exit.status", Type::number, "Exit status.", status},
    {"exit.signal", Type::number, "Signal that killed it; 0 for none.", signal_of},
};

constexpr std::string_view kCalls[] = {"procexit"};

}  // namespace

Rows exit_rows() { return kRows; }
SystemCalls exit_calls() { return {kCalls}; }

}  // namespace overboard::fields
