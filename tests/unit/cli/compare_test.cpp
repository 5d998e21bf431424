// SPDX-License-Identifier: Apache-2.0
#include "cli/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace overboard::cli {
namespace {

using testing::HasSubstr;

incidents::Alert alert(const std::string& id, const std::string& rule, const std::string& message = "m") {
    incidents::Alert out;
    out.id = id;
    out.rule = out.rule_id = rule;
    out.message = message;
    out.time = "2026-11-22T00:00:00.000000000Z";
    return out;
}

TEST(Comparison, WhatAppearsDisappearsChangesAndStays) {
    Comparison both;
    both.add(alert("1", "kept"));
    both.against(alert("1", "kept"));
    both.add(alert("2", "kept", "now"));
    both.against(alert("2", "kept", "then"));
    for (const char* id : {"3", "4", "5", "6"}) both.add(alert(id, "new", std::string("number ") + id));
    both.against(alert("7", "old"));
    EXPECT_FALSE(both.same());
    const std::string text = both.text();
    EXPECT_THAT(text, HasSubstr("4 alerts appear, 1 disappears, 1 changes, 1 stays\n"));
    EXPECT_THAT(text, HasSubstr("+ new  4\n    2026-11-22T00:00:00.000000000Z  number 3\n"));
    EXPECT_THAT(text, HasSubstr("- old  1\n"));
    EXPECT_THAT(text, HasSubstr("~ kept  1\n    2026-11-22T00:00:00.000000000Z  now\n"));
    EXPECT_EQ(text.find("number 6"), text.npos) << "three examples";
    const auto json = nlohmann::json::parse(both.json());
    EXPECT_EQ(json["alerts"], 6);
    EXPECT_EQ(json["against"], 3);
    EXPECT_EQ(json["same"], 1);
    EXPECT_EQ(json["appear"]["new"]["count"], 4);
    EXPECT_EQ(json["appear"]["new"]["examples"].size(), 3u);
    EXPECT_EQ(json["disappear"]["old"]["examples"][0]["id"], "7");
}

TEST(Comparison, TheSameRulesDifferInNothing) {
    Comparison both;
    both.add(alert("1", "r"));
    both.against(alert("1", "r"));
    EXPECT_TRUE(both.same());
    EXPECT_EQ(both.text(), "0 alerts appear, 0 disappear, 0 change, 1 stays\n");
}

}  // namespace
}  // namespace overboard::cli
