// SPDX-License-Identifier: Apache-2.0
// Which rules see less on this kernel than elsewhere.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/rule.h"
#include "source/evidence.h"

namespace overboard::cli {

// The rule rests on that piece of evidence.
bool rests_on(const engine::Rule& rule, const source::Evidence& evidence);

// "io_uring: its tracepoints are missing ...", one for each piece that the kernel lacks and the rule rests on.
std::vector<std::string> lacking(const engine::Rule& rule, std::span<const source::Evidence> evidence);

// The ids of the enabled rules that rest on it.
std::vector<std::string> resting_on(std::span<const engine::Rule> rules, const source::Evidence& evidence);

}  // namespace overboard::cli
