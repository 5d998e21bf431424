// SPDX-License-Identifier: Apache-2.0
#pragma once

struct overboard_bpf;

namespace overboard::source {

// Switches off, before loading, the programs whose tracepoint this kernel does not have or has in another form.
void choose_optional(overboard_bpf& skeleton);

}  // namespace overboard::source
