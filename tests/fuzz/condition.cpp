// SPDX-License-Identifier: Apache-2.0
// Any text, given as a condition: faults or a program, never a crash; what parses prints as a condition that parses to
// the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "condition/check.h"
#include "condition/parser.h"
#include "condition/printer.h"
#include "condition/program.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace condition = overboard::condition;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    condition::Faults faults;
    auto tree = condition::parse(text, 0, faults);
    for (const auto& fault : faults)
        if (fault.at.offset > size || fault.at.length > size - fault.at.offset) std::abort();
    if (!tree.usable || !faults.empty()) return 0;

    const auto printed = condition::print(tree);
    const auto again = condition::parse(printed, 0, faults);
    if (!faults.empty() || condition::print(again) != printed) std::abort();

    const condition::Scope scope;
    condition::check(tree, scope, faults);
    condition::compile(tree, scope, faults);
    return 0;
}
