// SPDX-License-Identifier: Apache-2.0
// Habits in files: the same again, whole or not at all, and nothing taken on trust.
#include "baseline/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "baseline/text.h"

namespace {

using namespace overboard;
using namespace overboard::baseline;
using testing::HasSubstr;
namespace fs = std::filesystem;

const std::string hash(64, 'a');
const Chain shell{Kind::exec, "/usr/bin/ruby", "/usr/bin/ruby", "/bin/sh"};

class Files : public testing::Test {
protected:
    fs::path dir = fs::temp_directory_path() / ("overboard-baseline-" + std::to_string(getpid()));
    Store store;

    void SetUp() override {
        fs::remove_all(dir);
        store.add("sha256:1", shell, hash, {true, "sh -c \"x\""});
        store.add("app:1@layers:2", {Kind::connect, "", "", "/app"}, std::string(64, 'b'), {false, "port 80"});
    }
    void TearDown() override { fs::remove_all(dir); }
    std::string content(const std::string& path) {
        std::ifstream in(path);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(const std::string& text) { std::ofstream(dir / "baseline.json") << text; }
};

TEST_F(Files, TextIsTheSameWhateverTheOrderOfLearning) {
    Store other;
    for (auto image = store.images().rbegin(); image != store.images().rend(); ++image)
        for (const auto& [chain, habits] : image->second.chains)
            for (const auto& [key, habit] : habits) other.add(image->first, chain, key, habit);
    EXPECT_EQ(to_text(store), to_text(other));
    const auto again = from_text(to_text(store));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(to_text(again->store), to_text(store));
    EXPECT_TRUE(again->store.knows("sha256:1", shell, hash));
}

TEST_F(Files, FaultsNameThePlace) {
    const auto fault = [](std::string text) {
        const auto read = from_text(text);
        return read ? std::string() : read.error().message;
    };
    const auto with = [](const std::string& habit) {
        return R"({"schema":"overboard.baseline/v1","images":[{"image":"i","habits":[)" + habit + "]}]}";
    };
    const std::string good = R"({"kind":"exec","server":"/s","parent":"/p","exe":"/e","example":"","hash":")" + hash;
    EXPECT_EQ(fault(with(good + "\"}")), "");
    EXPECT_THAT(fault("{"), HasSubstr("no JSON"));
    EXPECT_THAT(fault(R"({"schema":"overboard.baseline/v9"})"), HasSubstr("overboard.baseline/v9"));
    EXPECT_THAT(fault(R"({"schema":"overboard.baseline/v1"})"), HasSubstr("no list 'images'"));
    EXPECT_THAT(fault(with("5")), HasSubstr("habit 1 is no object"));
    std::string deep(100'000, '[');
    EXPECT_NE(fault(deep), "");
}

// One habit that is no habit costs itself, not what was learnt of all the other images.
TEST_F(Files, AFullStoreFitsIntoAFile) {
    Store full;
    const std::string path = "/" + std::string(Store::max_path - 1, '"');
    for (std::size_t number = 0; number < 1 << 17; ++number) {
        const auto digits = std::to_string(number);
        const auto key = std::string(Store::hash_digits - digits.size(), '0') + digits;
        const auto image = std::to_string(number / full.limits().habits_per_image);
        const Chain worst = number % 2 == 0 ? Chain{Kind::exec, path, path, path} : Chain{Kind::exec, "/", "/", "/"};
        if (full.add(image, worst, key, {true, ""}) == Store::Added::full) break;
    }
    ASSERT_GT(full.bytes(), full.limits().bytes - (1 << 10));
    EXPECT_LT(to_text(full).size(), max_file_bytes);
}

TEST_F(Files, AHabitThatCouldNotHaveBeenLearntIsLeftOut) {
    const auto good = [](const std::string& key) {
        return R"({"kind":"exec","server":"/s","parent":"/p","exe":"/e","example":"","hash":")" + key + '"';
    };
    const auto exe = [](const std::string& path) {
        return R"({"kind":"exec","server":"/s","parent":"/p","exe":")" + path + R"(","hash":")" + hash + "\"}";
    };
    const std::pair<std::string, const char*> bad[] = {
        {good(hash + "0") + '}', "image 1, habit 2: 'hash'"},
        {good(hash) + R"(,"pattern":"*"})", "unknown key 'pattern'"},
        {R"({"kind":"exec","exe":"/e","hash":")" + hash + "\"}", "'server' and 'parent'"},
        {R"({"kind":"any","exe":"/e","hash":")" + hash + "\"}", "'kind'"},
        {exe("relative"), "'exe'"},
        {exe("/" + std::string(Store::max_path, 'x')), "'exe'"}};
    for (const auto& [habit, why] : bad) {
        const auto text = R"({"schema":"overboard.baseline/v1","images":[{"image":"i","habits":[)" + good(hash) + "}," +
                          habit + "," + habit + R"(]},{"image":"other","habits":[)" + good(hash) + "}]}]}";
        const auto read = from_text(text);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(read->store.size(), 2U);
        EXPECT_EQ(read->skipped, 2U);
        EXPECT_THAT(read->complaint(), AllOf(HasSubstr("2 habits are left out"), HasSubstr(why)));
    }
    EXPECT_EQ(from_text(to_text(store))->complaint(), "");
}

TEST_F(Files, OneBadHabitDoesNotCostTheDaemonTheOthers) {
    fs::create_directories(dir);
    auto text = to_text(store);
    const auto at = text.find("\"/app\"");
    ASSERT_NE(at, text.npos);
    write(text.replace(at, 6, "\"app\""));
    StateFile file{dir};
    const auto open = file.open();
    EXPECT_TRUE(open.knows("sha256:1", shell, hash));
    EXPECT_EQ(open.size(), 1U);
    EXPECT_FALSE(fs::exists(file.path() + ".bad"));
}

TEST_F(Files, WhatDoesNotFitIsAnError) {
    const auto small = from_text(to_text(store), {.images = 1, .habits_per_image = 1, .bytes = 1 << 20});
    ASSERT_FALSE(small);
    EXPECT_THAT(small.error().message, HasSubstr("1 images"));
}

TEST_F(Files, AreForTheirOwnerAlone) {
    StateFile file{dir};
    ASSERT_TRUE(file.change([&](Store& into) -> base::Result<void> { return into = store, base::Result<void>{}; }));
    struct stat st {};
    ASSERT_EQ(::stat(file.path().c_str(), &st), 0);
    EXPECT_EQ(st.st_mode & 0777, 0600U);
    ASSERT_EQ(::stat(dir.c_str(), &st), 0);
    EXPECT_EQ(st.st_mode & 0777, 0700U);
    EXPECT_FALSE(fs::exists(file.path() + ".tmp"));
}

TEST_F(Files, SurviveARestart) {
    StateFile first{dir};
    Baseline learnt{Learn::start_up, store, Store{}};
    ASSERT_TRUE(first.change([&](Store& into) -> base::Result<void> { return into = store, base::Result<void>{}; }));
    StateFile second{dir};
    EXPECT_EQ(to_text(second.open()), to_text(store));
    EXPECT_EQ(StateFile{dir / "elsewhere"}.open().size(), 0U);
    EXPECT_FALSE(fs::exists(dir / "elsewhere"));
}

TEST_F(Files, WhenImagesWereSeenSurvivesARestart) {
    store.touch("sha256:1", 1'795'269'731);
    const auto again = from_text(to_text(store));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->store.images().at("sha256:1").seen_s, 1'795'269'731);
    EXPECT_EQ(again->store.images().at("app:1@layers:2").seen_s, 0);
    auto shipped = store;
    shipped.forget_times();
    EXPECT_THAT(to_text(shipped), testing::Not(HasSubstr("seen")));
    const auto never = R"({"schema":"overboard.baseline/v1","images":[{"image":"i","habits":[],"seen":-1}]})";
    EXPECT_THAT(from_text(never).error().message, HasSubstr("image 1: 'seen'"));
}

TEST_F(Files, ADamagedOneIsPutAside) {
    fs::create_directories(dir);
    write(to_text(store).substr(0, 100));
    StateFile file{dir};
    EXPECT_EQ(file.open().size(), 0U);
    EXPECT_EQ(content(file.path() + ".bad").size(), 100U);
    EXPECT_FALSE(fs::exists(file.path()));
    // Neither does another's file in its place stop the daemon.
    fs::create_directory(dir / "baseline.json");
    EXPECT_EQ(StateFile{dir}.open().size(), 0U);
}

TEST_F(Files, WhatSomebodyElseWroteIsReadByTheDaemon) {
    StateFile daemon{dir}, person{dir};
    Baseline learnt{Learn::start_up, daemon.open(), Store{}};
    ASSERT_TRUE(person.change([&](Store& into) -> base::Result<void> { return into = store, base::Result<void>{}; }));
    daemon.sync(learnt);
    EXPECT_EQ(learnt.own().size(), 2U);
    ASSERT_TRUE(person.change([&](Store& into) -> base::Result<void> { return into.clear(), base::Result<void>{}; }));
    daemon.sync(learnt);
    EXPECT_EQ(learnt.own().size(), 0U);
    const auto before = fs::last_write_time(daemon.path());
    daemon.sync(learnt);  // nothing new: nothing written
    EXPECT_EQ(fs::last_write_time(daemon.path()), before);
}

TEST_F(Files, AFullOrForbiddenPlaceDoesNotStopTheDaemon) {
    StateFile nowhere{"/proc/overboard-cannot-be-made"};
    EXPECT_EQ(nowhere.open().size(), 0U);
    EXPECT_FALSE(nowhere.change([](Store&) -> base::Result<void> { return {}; }));
}

}  // namespace
