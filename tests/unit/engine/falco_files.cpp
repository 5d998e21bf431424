// SPDX-License-Identifier: Apache-2.0
// Published Falco rule files, where OVERBOARD_FALCO_RULES names a directory that holds some: their syntax is read
// whole. What they say of fields that are not in the table is told, and nothing else may be.
#include <cstdlib>

#include "engine/engine.h"

#include <gmock/gmock.h>

namespace overboard::engine {
namespace {

TEST(FalcoFiles, HaveNoFaultsButUnknownFields) {
    const char* directory = std::getenv("OVERBOARD_FALCO_RULES");
    if (!directory) GTEST_SKIP() << "OVERBOARD_FALCO_RULES names no directory";
    const std::string paths[] = {directory};
    std::vector<Diagnostic> diagnostics;
    (void)Engine::load(paths, {}, diagnostics);
    for (const auto& d : diagnostics) EXPECT_THAT(d.message, testing::HasSubstr("unknown field '")) << to_string(d);
}

}  // namespace
}  // namespace overboard::engine
