// SPDX-License-Identifier: Apache-2.0
#include "cli/evidence.h"

#include <gmock/gmock.h>

#include "engine/engine.h"
#include "support/source_dir.h"

namespace overboard::cli {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::unique_ptr<engine::Engine> shipped() {
    const std::string paths[] = {test::source_dir() + std::string("/rules")};
    std::vector<engine::Diagnostic> diagnostics;
    auto engine = engine::Engine::load(paths, {}, diagnostics);
    return engine ? std::move(*engine) : nullptr;
}

// What each row of source/evidence.cpp asks for, as if this kernel lacked it.
source::Evidence lacks(std::uint64_t kinds, std::vector<std::string_view> reads = {}) {
    return {"it", false, "is missing", kinds, std::move(reads)};
}

TEST(Evidence, RulesRestOnWhatTheirConditionsCanBeTrueOf) {
    const auto engine = shipped();
    ASSERT_TRUE(engine);
    const auto mounts = resting_on(engine->rules(), lacks(1ULL << OB_KIND_MOUNT));
    EXPECT_THAT(mounts, Contains("container-mount-host"));
    EXPECT_THAT(mounts, Not(Contains("web-shell")));
    const auto cgroup = resting_on(engine->rules(), lacks(1ULL << OB_KIND_ESCAPE, {"escape.what=cgroup"}));
    EXPECT_THAT(cgroup, testing::ElementsAre("cgroup-drift"));
    const auto layers = resting_on(engine->rules(), lacks(1ULL << OB_KIND_EXEC, {"exec.dropped"}));
    EXPECT_THAT(layers, Contains("drop-and-execute"));
    EXPECT_THAT(layers, Contains("web-exec-dropped"));
    EXPECT_THAT(layers, Not(Contains("failed-exec")));
    const auto opens = resting_on(engine->rules(), lacks(1ULL << OB_KIND_OPEN));
    EXPECT_THAT(opens, Contains("host-mount-read"));
    const auto entry = resting_on(engine->rules(), lacks(1ULL << OB_KIND_ENTRY, {"entry.way=compat"}));
    EXPECT_THAT(entry, Contains("compat-syscall"));
    EXPECT_THAT(entry, Not(Contains("io-uring")));
}

TEST(Evidence, ARuleSaysWhatItLacksAndNothingOfWhatIsThere) {
    const auto engine = shipped();
    ASSERT_TRUE(engine);
    source::Evidence evidence[] = {lacks(~0ULL), lacks(~0ULL)};
    evidence[1].whole = true;
    EXPECT_THAT(lacking(engine->rules().front(), evidence), testing::ElementsAre("it: is missing"));
}

}  // namespace
}  // namespace overboard::cli
