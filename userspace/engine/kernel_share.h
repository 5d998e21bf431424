// SPDX-License-Identifier: Apache-2.0
// How much of a rule runs in the kernel, and why the rest does not.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/compiled.h"
#include "source/filter.h"

namespace overboard::engine {

struct KernelShare {
    struct Part {
        std::string comparison;  // as in the condition, long lists cut
        bool in_kernel = false;  // it narrows what the kernel sends
        std::string why;         // when it does not
    };
    std::vector<Part> parts;      // every comparison once, in the order of the condition
    source::KernelFilter filter;  // of this rule alone
};

// Found out by asking: a comparison runs in the kernel when the filter is another one without it.
KernelShare kernel_share(const CompiledRule& rule);

// The same of the rule with that id in the files, which are read anew. Nothing when it is not there, or switched off.
std::optional<KernelShare> kernel_share(std::span<const std::string> paths, const LoadOptions& options,
                                        const std::string& id);

}  // namespace overboard::engine
