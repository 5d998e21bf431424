// SPDX-License-Identifier: Apache-2.0
// exec.asked: what could not be executed. evt.res tells why.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

std::string_view asked(const Context& c) {
    const auto* e = body<decode::ExecFailed>(c);
    return e ? e->filename : std::string_view{};
}

constexpr Field kRows[] = {
    {"exec.asked", Type::text, "The name whose execution failed.", [](Context& c, int) { return known(asked(c)); },
     false, true},
    {"exec.asked_name", Type::text, "Last component of exec.asked.",
     [](Context& c, int) { return known(base_name(asked(c))); }, false, true},
    {"exec.error", Type::number, "The errno it failed with.",
     [](Context& c, int) {
         const auto* e = body<decode::ExecFailed>(c);
         return e ? number(e->error) : Value{};
     }},
};

constexpr std::string_view kCalls[] = {"execve", "execveat"};

}  // namespace

Rows exec_failed_rows() { return kRows; }
SystemCalls exec_failed_calls() { return {kCalls}; }

}  // namespace overboard::fields
