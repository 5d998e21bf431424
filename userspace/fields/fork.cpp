// SPDX-License-Identifier: Apache-2.0
// fork.*: the birth of a process. proc.* is the child; its parent is told here, before the child may lose it.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

Value parent(Context& c, int) { return body<decode::Fork>(c) ? number(task(c).raw->parent_tgid) : Value{}; }

constexpr Field kRows[] = {
    {"fork.parent_pid", Type::number, "Process id of the parent that forked, in the host's pid namespace.", parent},
};

constexpr std::string_view kCalls[] = {"clone", "clone3", "fork", "vfork"};

}  // namespace

Rows fork_rows() { return kRows; }
SystemCalls fork_calls() { return {kCalls}; }

}  // namespace overboard::fields
