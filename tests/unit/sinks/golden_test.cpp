// SPDX-License-Identifier: Apache-2.0
// What users and tools see, byte for byte. OVERBOARD_UPDATE_GOLDEN=1 writes the files anew: read the difference.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "sinks/sink.h"
#include "support/source_dir.h"
#include "unit/sinks/samples.h"

namespace overboard::sinks {
namespace {

void expect_golden(const std::string& name, Format format, bool colour = false) {
    const std::string path = test::source_dir() + ("/tests/unit/sinks/golden/" + name);
    std::string got;
    for (const incidents::Alert& alert : Samples().all()) got += render(alert, format, colour) + "\n";
    if (std::getenv("OVERBOARD_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << got;
    std::ifstream wanted(path);
    std::istringstream lines(got);
    std::string line, golden;
    for (int number = 1; std::getline(lines, line); ++number) {
        ASSERT_TRUE(std::getline(wanted, golden)) << path << " ends before line " << number;
        ASSERT_EQ(line, golden) << path << ":" << number;
    }
    EXPECT_FALSE(std::getline(wanted, golden)) << path << " has more lines";
}

TEST(Golden, Json) { expect_golden("alerts.json.golden", Format::json); }
TEST(Golden, Falco) { expect_golden("alerts.falco.golden", Format::falco); }
TEST(Golden, Text) { expect_golden("alerts.text.golden", Format::text); }
TEST(Golden, ColouredText) { expect_golden("alerts.colour.golden", Format::text, true); }

}  // namespace
}  // namespace overboard::sinks
