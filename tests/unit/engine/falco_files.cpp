// SPDX-License-Identifier: Apache-2.0
// Published Falco rule files, where OVERBOARD_FALCO_RULES names a directory that holds some: their syntax is read
// whole. What they say of fields that are not in the table is told, and nothing else may be. The files are not part of
// this tree: without them there is no such test.
#include <cstdlib>

#include "engine/engine.h"

#include <gmock/gmock.h>

namespace overboard::engine {
namespace {

std::vector<std::string> directories() {
    const char* named = std::getenv("OVERBOARD_FALCO_RULES");
    return named ? std::vector<std::string>{named} : std::vector<std::string>{};
}

struct FalcoFiles : testing::TestWithParam<std::string> {};

TEST_P(FalcoFiles, HaveNoFaultsButUnknownFields) {
    const std::string paths[] = {GetParam()};
    std::vector<Diagnostic> diagnostics;
    (void)Engine::load(paths, {}, diagnostics);
    for (const auto& d : diagnostics) EXPECT_THAT(d.message, testing::HasSubstr("unknown field '")) << to_string(d);
}

INSTANTIATE_TEST_SUITE_P(Published, FalcoFiles, testing::ValuesIn(directories()));
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(FalcoFiles);

}  // namespace
}  // namespace overboard::engine
