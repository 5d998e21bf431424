// SPDX-License-Identifier: Apache-2.0
// Published Falco rule files, where OVERBOARD_FALCO_RULES names a directory that holds some: their syntax is read
// whole, no rule is dropped, and each that is not observed says why. The files are not part of this tree: without them
// there is no such test.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "engine/engine.h"

#include <gmock/gmock.h>

namespace overboard::engine {
namespace {

std::vector<std::string> directories() {
    const char* named = std::getenv("OVERBOARD_FALCO_RULES");
    return named ? std::vector<std::string>{named} : std::vector<std::string>{};
}

struct FalcoFiles : testing::TestWithParam<std::string> {};

std::size_t rules_in(const std::string& directory) {
    std::set<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator{directory}) {
        std::ifstream in{file.path()};
        for (std::string line; file.path().extension() == ".yaml" && std::getline(in, line);)
            if (line.starts_with("- rule: ")) names.insert(line);
    }
    return names.size();
}

TEST_P(FalcoFiles, LoadWhole) {
    const std::string paths[] = {GetParam()};
    std::vector<Diagnostic> diagnostics;
    const auto engine = Engine::load(paths, {}, diagnostics);
    for (const auto& d : diagnostics) EXPECT_NE(d.severity, Diagnostic::Severity::error) << to_string(d);
    ASSERT_TRUE(engine) << engine.error().message;
    EXPECT_EQ((*engine)->rules().size(), rules_in(GetParam())) << "no rule is dropped";
    for (const auto& rule : (*engine)->rules())
        EXPECT_EQ(rule.observability.reasons.empty(), rule.observability.state == Observability::State::whole)
            << rule.name;
}

INSTANTIATE_TEST_SUITE_P(Published, FalcoFiles, testing::ValuesIn(directories()));
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(FalcoFiles);

}  // namespace
}  // namespace overboard::engine
