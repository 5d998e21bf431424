// SPDX-License-Identifier: Apache-2.0
// flood.*: a container whose events are too many to send.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

constexpr Field kRows[] = {
    {"flood.budget", Type::number, "The events a second that a container may cause; what is over it is counted only.",
     [](Context& c, int) {
         const auto* f = body<decode::Flood>(c);
         return f ? number(f->budget) : Value{};
     }},
    {"flood.decisive", Type::boolean, "It is executions, mounts and the like; when false, opens and connects.",
     [](Context& c, int) {
         const auto* f = body<decode::Flood>(c);
         return f ? Value{f->of == OB_RING_DECISIVE} : Value{};
     }},
};

}  // namespace

Rows flood_rows() { return kRows; }
SystemCalls flood_calls() { return {}; }

}  // namespace overboard::fields
