// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

struct overboard_bpf;

namespace overboard::source {

// Switches off, before loading, the programs whose tracepoint this kernel does not have or has in another form.
void choose_optional(overboard_bpf& skeleton);

// The tracepoint whose forms this program is one of; empty: it is the only one there is.
std::string_view tracepoint_of(std::string_view program);

}  // namespace overboard::source
