// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

struct btf;
struct overboard_bpf;

namespace overboard::source {

// Before loading: switches off the programs whose tracepoint this kernel does not have or has in another form, and
// tells the others whether its overlay is laid out as they take it to be. kernel: its types, not null.
void choose_optional(overboard_bpf& skeleton, btf* kernel);

// Of each tracepoint that has several forms one fits this kernel. kernel: its types, not null.
bool has_all_optional(const overboard_bpf& skeleton, const btf* kernel);

// The tracepoint whose forms this program is one of; empty: it is the only one there is.
std::string_view tracepoint_of(std::string_view program);

}  // namespace overboard::source
