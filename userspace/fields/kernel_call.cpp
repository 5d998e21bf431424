// SPDX-License-Identifier: Apache-2.0
// call.*: parts of the kernel that few programs use.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

using Read = Value (*)(Context&, const decode::KernelCall&);
template <Read read>
Value of(Context& c, int) {
    const auto* b = body<decode::KernelCall>(c);
    return b ? read(c, *b) : Value{};
}

constexpr std::string_view kNames[OB_CALLS] = {
#define X(upper, lower) #lower,
    OB_KERNEL_CALLS(X)
#undef X
};

Value argument(Context& c, int index) {
    const auto* b = body<decode::KernelCall>(c);
    return b && index < static_cast<int>(std::size(b->raw->arguments)) ? number(b->raw->arguments[std::max(index, 0)])
                                                                       : Value{};
}

constexpr Field kRows[] = {
    {"call.name", Type::text, "The system call: init_module, bpf, perf_event_open, keyctl, socket, userfaultfd, ...",
     of<[](Context&, const decode::KernelCall& b) -> Value { return kNames[b.call]; }>},
    {"call.arg", Type::number,
     "One of its first four arguments, counted from 0, as the kernel takes it: an int is 32 bits, and what the call "
     "has not is 0.",
     argument, true},
    {"call.asked", Type::text, "The name passed to it: of a module, a key or a memfd.",
     of<[](Context&, const decode::KernelCall& b) { return known(b.name); }>, false, true},
    {"call.path", Type::text, "The file that is to be loaded, as the container sees it.",
     of<[](Context&, const decode::KernelCall& b) { return b.resolved ? known(b.file.path.container) : Value{}; }>},
};

Names calls_of(const decode::Event& event) {
    return Names(kNames).subspan(std::get<decode::KernelCall>(event.body).call, 1);
}

}  // namespace

Rows kernel_call_rows() { return kRows; }
SystemCalls kernel_call_calls() { return {kNames, calls_of}; }

}  // namespace overboard::fields
