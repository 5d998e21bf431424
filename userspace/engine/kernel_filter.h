// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "engine/compiled.h"
#include "source/filter.h"

namespace overboard::engine {

// What the kernel must send so that every event that one of the rules can match arrives. For each class of events
// that the kernel can tell apart (bpf/wire/filters.h) it asks every rule whether it can be true of one of them; the
// class is refused when all say no. So it errs by letting through.
// widened: takes a sentence where the rules name more than the kernel's tables hold, so that more passes.
source::KernelFilter derive_filter(std::span<const CompiledRule> rules, std::vector<std::string>* widened = nullptr);

}  // namespace overboard::engine
