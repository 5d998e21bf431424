// SPDX-License-Identifier: Apache-2.0
#include "sensor/files_watch.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace {

using overboard::sensor::FilesWatch;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct Files : testing::Test {
    void SetUp() override {
        directory = fs::temp_directory_path() / ("overboard-watch-" + std::to_string(getpid()));
        fs::create_directories(directory / "rules");
        write(directory / "rules" / "a.yaml", "one");
        write(directory / "config.yaml", "one");
    }
    void TearDown() override { fs::remove_all(directory); }

    static void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }
    FilesWatch watch() const { return FilesWatch({directory / "rules", directory / "config.yaml"}); }

    // Whether the next three looks, ten seconds apart, say that something changed.
    bool said(FilesWatch& watch) {
        bool any = false;
        for (int look = 0; look < 3; ++look) any = watch.changed(now += 10s) || any;
        return any;
    }

    fs::path directory;
    FilesWatch::Clock::time_point now = FilesWatch::Clock::time_point{} + 1h;
};

TEST_F(Files, NothingChangedIsSilent) {
    auto files = watch();
    EXPECT_FALSE(said(files));
}

TEST_F(Files, AWrittenFileIsSaidOnce) {
    auto files = watch();
    write(directory / "config.yaml", "two and more");
    EXPECT_TRUE(said(files));
    EXPECT_FALSE(said(files));
}

TEST_F(Files, NewAndRemovedRuleFilesAreChanges) {
    auto files = watch();
    write(directory / "rules" / "b.yaml", "two");
    EXPECT_TRUE(said(files));
    fs::remove(directory / "rules" / "a.yaml");
    EXPECT_TRUE(said(files));
}

TEST_F(Files, AMountedConfigMapIsSwappedByALink) {
    const fs::path mount = directory / "mounted";
    fs::create_directories(mount / "..1");
    fs::create_directories(mount / "..2");
    write(mount / "..1" / "a.yaml", "one");
    write(mount / "..2" / "a.yaml", "two");
    fs::create_symlink("..1", mount / "..data");
    fs::create_symlink("..data/a.yaml", mount / "a.yaml");
    FilesWatch files({mount});
    fs::create_symlink("..2", mount / "..new");
    fs::rename(mount / "..new", mount / "..data");
    EXPECT_TRUE(said(files));
}

TEST_F(Files, WhatIsStillBeingWrittenIsNotRead) {
    auto files = watch();
    for (int piece = 0; piece < 5; ++piece) {
        write(directory / "config.yaml", std::string(static_cast<std::size_t>(piece + 1) * 10, 'x'));
        EXPECT_FALSE(files.changed(now += 10s)) << piece;
    }
    EXPECT_TRUE(files.changed(now += 10s));
}

TEST_F(Files, WhoeverReloadedSettlesIt) {
    auto files = watch();
    write(directory / "config.yaml", "two and more");
    files.settle();
    EXPECT_FALSE(said(files));
}

TEST_F(Files, WhatChangesDuringAReloadIsAChange) {
    auto files = watch();
    files.settle();
    write(directory / "config.yaml", "changed while the rules were read");
    files.watch({directory / "rules", directory / "config.yaml"});
    EXPECT_TRUE(said(files));
}

TEST_F(Files, OtherPathsAreKnownAsTheyAre) {
    FilesWatch files({directory / "rules"});
    write(directory / "config.yaml", "two and more");
    files.watch({directory / "config.yaml"});
    EXPECT_FALSE(said(files));
    write(directory / "rules" / "a.yaml", "two and more");
    EXPECT_FALSE(said(files));
}

TEST_F(Files, WhatChangesBeforeOtherPathsJoinIsAChange) {
    FilesWatch files({directory / "config.yaml"});
    files.settle();
    write(directory / "config.yaml", "changed after it was read");
    files.watch({directory / "config.yaml", directory / "rules"});
    EXPECT_TRUE(said(files));
    write(directory / "rules" / "a.yaml", "mended");
    EXPECT_TRUE(said(files));
}

TEST_F(Files, LooksNoMoreThanEveryTenSeconds) {
    auto files = watch();
    EXPECT_FALSE(files.changed(now));
    write(directory / "config.yaml", "two and more");
    for (int i = 0; i < 9; ++i) EXPECT_FALSE(files.changed(now += 1s));
    EXPECT_FALSE(files.changed(now += 1s));  // seen for the first time
    EXPECT_TRUE(files.changed(now += 10s));
}

}  // namespace
