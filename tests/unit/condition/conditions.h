// SPDX-License-Identifier: Apache-2.0
// Conditions from text to verdict, for tests.
#pragma once

#include <gmock/gmock.h>

#include "condition/check.h"
#include "condition/facts.h"
#include "condition/parser.h"
#include "condition/printer.h"
#include "support/observed.h"

namespace overboard::condition {

inline std::optional<Program> build(std::string_view text, Faults& faults, const Scope& scope = {}) {
    auto tree = parse(text, 0, faults);
    if (tree.usable) check(tree, scope, faults);
    return compile(tree, scope, faults);
}

inline bool holds(std::string_view text, const test::Observed& seen, const Scope& scope = {}) {
    Faults faults;
    const auto program = build(text, faults, scope);
    if (!program) ADD_FAILURE() << text << ": " << (faults.empty() ? "" : faults[0].message);
    fields::Context context{seen.observation(), seen};
    return program && program->run(context);
}

inline Fault fault(std::string_view text, const Scope& scope = {}) {
    Faults faults;
    EXPECT_FALSE(build(text, faults, scope)) << text;
    EXPECT_EQ(faults.size(), 1U) << text;
    return faults.empty() ? Fault{} : faults[0];
}

}  // namespace overboard::condition
