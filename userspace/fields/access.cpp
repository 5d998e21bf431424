// SPDX-License-Identifier: Apache-2.0
// access.*: another process that was traced, read, written or signalled.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

using Read = Value (*)(Context&, const decode::Access&);
template <Read read>
Value of(Context& c, int) {
    const auto* b = body<decode::Access>(c);
    return b ? read(c, *b) : Value{};
}

constexpr std::string_view kOps[OB_ACCESS_OPS] = {"ptrace", "read", "write", "take_fd", "signal"};

template <std::uint32_t bits>
Value target(Context&, const decode::Access& a) {
    return (a.raw->target & bits) != 0;
}

template <ob_access_op op>
Value argument(Context&, const decode::Access& a) {
    return a.op == op ? number(a.raw->argument) : Value{};
}

constexpr Field kRows[] = {
    {"access.op", Type::text, "ptrace, read, write (process_vm_*), take_fd (pidfd_getfd) or signal.",
     of<[](Context&, const decode::Access& a) -> Value { return kOps[a.op]; }>},
    {"access.request", Type::number, "The request of a ptrace.", of<argument<OB_ACCESS_PTRACE>>},
    {"access.signal", Type::number, "The number of a signal.", of<argument<OB_ACCESS_SIGNAL>>},
    {"access.target_pid", Type::number, "Whom it was done to, as the host numbers it; absent when that is not known.",
     of<[](Context&, const decode::Access& a) { return a.raw->target_tgid ? number(a.raw->target_tgid) : Value{}; }>},
    {"access.target_name", Type::text, "The target's name, as it calls itself.",
     of<[](Context&, const decode::Access& a) { return known(a.target_comm); }>, false, true},
    {"access.target_outside", Type::boolean, "The target is the host's, another container's, this sensor, or everyone.",
     of<target<OB_TARGET_HOST | OB_TARGET_OTHER | OB_TARGET_SENSOR | OB_TARGET_ALL>>},
    {"access.target_host", Type::boolean, "The target is a process of the host.", of<target<OB_TARGET_HOST>>},
    {"access.target_child", Type::boolean, "The target is the caller's own child.", of<target<OB_TARGET_CHILD>>},
    {"access.target_sensor", Type::boolean, "The target is this sensor.", of<target<OB_TARGET_SENSOR>>},
};

constexpr std::string_view kCalls[] = {
    "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd",       "kill",
    "tkill",  "tgkill",           "rt_sigqueueinfo",   "rt_tgsigqueueinfo", "pidfd_send_signal"};

Names calls_of(const decode::Event& event) {
    const auto op = std::get<decode::Access>(event.body).op;
    return op == OB_ACCESS_SIGNAL ? Names(kCalls).subspan(OB_ACCESS_SIGNAL) : Names(kCalls).subspan(op, 1);
}

}  // namespace

Rows access_rows() { return kRows; }
SystemCalls access_calls() { return {kCalls, calls_of}; }

}  // namespace overboard::fields
